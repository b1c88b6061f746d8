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
    private let tables: [[String: String]]
    /// What to look for inside command lines, and inside environments.
    let arguments: [(needle: [UInt8], words: String)]
    let environment: [(needle: [UInt8], words: String)]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var tables = [[String: String]](repeating: [:], count: Table.allCases.count)
        var arguments: [(needle: [UInt8], words: String)] = []
        var environment: [(needle: [UInt8], words: String)] = []
        for var line in Lines(bytes) {
            guard let table = Table.named(line.text()) else { continue }
            let (key, words) = (line.text(), line.text())
            switch table {
            case .argument: arguments.append((Array(key.utf8), words))
            case .env: environment.append((Array(key.utf8), words))
            default: tables[table.rawValue][key] = words
            }
        }
        self.tables = tables
        self.arguments = arguments
        self.environment = environment
    }

    subscript(table: Table, key: String) -> String? { tables[table.rawValue][key] }

    /// The names of a table, for tests.
    func keys(of table: Table) -> [String] { tables[table.rawValue].keys.sorted() }
}
