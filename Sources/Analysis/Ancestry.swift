/// The process of an alert and its ancestors, as far as the alert names them.
enum Ancestry {
    /// Oldest first; the last is the alert's process. Empty when the alert names no process.
    static func of(_ facts: AlertFacts) -> [Report.Ancestor] {
        let name = facts.value(of: "proc.name")
        let executable = facts.value(of: "proc.exepath")
        guard name != nil || executable != nil else { return [] }
        var chain = [
            Report.Ancestor(
                level: 0, name: name, executable: executable, commandLine: facts.value(of: "proc.cmdline"))
        ]
        for (index, keys) in levels.enumerated() {
            let level = index + 1
            let ancestor = Report.Ancestor(
                level: level,
                name: facts.value(of: keys.name) ?? (level == 1 ? facts.value(of: "proc.pname") : nil),
                executable: facts.value(of: keys.path)
                    ?? (level == 1 ? facts.value(of: "proc.pexepath") : nil),
                commandLine: facts.value(of: level == 1 ? "proc.pcmdline" : keys.line))
            if ancestor.name != nil || ancestor.executable != nil || ancestor.commandLine != nil {
                chain.append(ancestor)
            }
        }
        return chain.reversed()
    }

    /// The fields that tell of each ancestor, the parent's first. Making their names anew for each alert would cost more
    /// than all else here.
    private static let levels = (1...9).map { level in
        (name: "proc.aname[\(level)]", path: "proc.aexepath[\(level)]", line: "proc.acmdline[\(level)]")
    }
}
