internal import Escaping

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
    private let tables: [ByteTable<Text>]
    /// What to look for inside command lines, and inside environments.
    let arguments: Needles
    let environment: Needles

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var pairs = [[(key: UnsafeBufferPointer<UInt8>, value: Text)]](
            repeating: [], count: Table.allCases.count)
        var arguments = Needles()
        var environment = Needles()
        for var line in Lines(bytes) {
            guard let table = Table.named(line.text()) else { continue }
            let (key, words) = (line.bytes(), Text(lasting: line.bytes()))
            switch table {
            case .argument: arguments.append(key, words)
            case .env: environment.append(key, words)
            default: pairs[table.rawValue].append((key, words))
            }
        }
        tables = pairs.map { ByteTable($0) }
        self.arguments = arguments
        self.environment = environment
    }

    subscript(table: Table, key: String) -> String? { text(table, key)?.string }

    subscript(table: Table, key: UnsafeBufferPointer<UInt8>) -> Text? {
        tables[table.rawValue].value(of: key)
    }

    func text(_ table: Table, _ key: String) -> Text? { tables[table.rawValue][key] }

    /// All the words of a table.
    func all(_ table: Table) -> [String] { tables[table.rawValue].values.map(\.string) }

    /// The words of the deepest directory of the table `dir` that holds the path, or is the path.
    func directory(of path: UnsafeBufferPointer<UInt8>) -> Text? {
        let directories = tables[Table.dir.rawValue]
        var hash = ByteTable<Text>.seed
        var found: Text?
        for place in path.indices {
            if place > 0, path[place] == UInt8(ascii: "/") {
                let prefix = UnsafeBufferPointer(rebasing: path[..<place])
                if let words = directories.value(of: prefix, hash: hash) { found = words }
            }
            hash = ByteTable<Text>.hash(hash, path[place])
        }
        return directories.value(of: path, hash: hash) ?? found
    }
}
