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
        for level in 1...9 {
            let ancestor = Report.Ancestor(
                level: level, name: self.name(level, facts), executable: path(level, facts),
                commandLine: level == 1
                    ? facts.value(of: "proc.pcmdline") : facts.value(of: "proc.acmdline[\(level)]"))
            if ancestor.name != nil || ancestor.executable != nil || ancestor.commandLine != nil {
                chain.append(ancestor)
            }
        }
        return chain.reversed()
    }

    private static func name(_ level: Int, _ facts: AlertFacts) -> String? {
        facts.value(of: "proc.aname[\(level)]") ?? (level == 1 ? facts.value(of: "proc.pname") : nil)
    }

    private static func path(_ level: Int, _ facts: AlertFacts) -> String? {
        facts.value(of: "proc.aexepath[\(level)]") ?? (level == 1 ? facts.value(of: "proc.pexepath") : nil)
    }
}
