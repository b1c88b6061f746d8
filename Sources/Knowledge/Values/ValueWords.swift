/// Words for values, by table: what `execve`, `EACCES`, port 4444 or `/etc/shadow` are.
struct ValueWords: Sendable {
    enum Table: String, CaseIterable {
        case argument, at, base, bpf, clone, danger, dir, env, errno, exe, fdtype, home, kuberesource,
            kuberole
        case kubesubresource, kubeverb, memfd, module, mount, open, path, port, procfile, program, ptrace,
            syscall
    }

    private let tables: [Table: [String: String]]
    /// What to look for inside command lines, and inside environments.
    let arguments: [(needle: [UInt8], words: String)]
    let environment: [(needle: [UInt8], words: String)]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var tables: [Table: [String: String]] = [:]
        var arguments: [(needle: [UInt8], words: String)] = []
        var environment: [(needle: [UInt8], words: String)] = []
        var name = ""
        var current: [String: String] = [:]
        for var line in Lines(bytes) {
            let next = line.text()
            if next != name {
                if let table = Table(rawValue: name) { tables[table] = current }
                name = next
                current = Table(rawValue: next).flatMap { tables[$0] } ?? [:]
            }
            let (key, words) = (line.text(), line.text())
            switch name {
            case "argument": arguments.append((Array(key.utf8), words))
            case "env": environment.append((Array(key.utf8), words))
            default: current[key] = words
            }
        }
        if let table = Table(rawValue: name) { tables[table] = current }
        self.tables = tables
        self.arguments = arguments
        self.environment = environment
    }

    subscript(table: Table, key: String) -> String? { tables[table]?[key] }

    /// The names of a table, for tests.
    func keys(of table: Table) -> [String] { tables[table].map { $0.keys.sorted() } ?? [] }
}
