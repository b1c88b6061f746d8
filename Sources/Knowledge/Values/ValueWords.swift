/// Words for values, by table: what `execve`, `EACCES`, port 4444 or `/etc/shadow` are.
struct ValueWords: Sendable {
    enum Table: Int, CaseIterable {
        case argument, at, base, bpf, clone, danger, dir, env, errno, exe, fdtype, home, kuberesource,
            kuberole
        case kubesubresource, kubeverb, memfd, module, mount, open, path, port, procfile, program, ptrace,
            syscall

        /// The table of that name; names are those of the cases.
        static func named(_ name: String) -> Table? { byName[name] }
        private static let byName = Dictionary(
            uniqueKeysWithValues: allCases.map { (String(describing: $0), $0) })
    }

    /// By the tables' raw values.
    private let tables: [ByteTable<String>]
    /// What to look for inside command lines, and inside environments.
    let arguments: [(needle: [UInt8], words: String)]
    let environment: [(needle: [UInt8], words: String)]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var pairs = [[(key: String, value: String)]](repeating: [], count: Table.allCases.count)
        var arguments: [(needle: [UInt8], words: String)] = []
        var environment: [(needle: [UInt8], words: String)] = []
        for var line in Lines(bytes) {
            guard let table = Table.named(line.text()) else { continue }
            let (key, words) = (line.text(), line.text())
            switch table {
            case .argument: arguments.append((Array(key.utf8), words))
            case .env: environment.append((Array(key.utf8), words))
            default: pairs[table.rawValue].append((key, words))
            }
        }
        tables = pairs.map { ByteTable($0) }
        self.arguments = arguments
        self.environment = environment
    }

    subscript(table: Table, key: String) -> String? { tables[table.rawValue][key] }

    subscript(table: Table, key: UnsafeBufferPointer<UInt8>) -> String? {
        tables[table.rawValue].value(of: key)
    }

    /// All the words of a table.
    func all(_ table: Table) -> [String] { tables[table.rawValue].values }

    /// The words of the deepest directory of the table `dir` that holds the path, or is the path.
    func directory(of path: UnsafeBufferPointer<UInt8>) -> String? {
        let directories = tables[Table.dir.rawValue]
        var hash = ByteTable<String>.seed
        var found: String?
        for place in path.indices {
            if place > 0, path[place] == UInt8(ascii: "/") {
                let prefix = UnsafeBufferPointer(rebasing: path[..<place])
                if let words = directories.value(of: prefix, hash: hash) { found = words }
            }
            hash = ByteTable<String>.hash(hash, path[place])
        }
        return directories.value(of: path, hash: hash) ?? found
    }
}
