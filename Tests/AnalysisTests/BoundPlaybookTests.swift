import Escaping
import FalcoAlerts
import Knowledge
import TestSupport
import Testing

@testable import Analysis

@Suite struct BoundPlaybookTests {
    private static let knowledge = AnalyzerTests.knowledge

    private func facts(_ fields: [(String, String)], source: String = "syscall") throws -> AlertFacts {
        let alert = try AlertValues(
            time: Timestamp(seconds: 5, nanoseconds: 7), priority: .notice, rule: "r",
            fields: fields.map { (key: $0.0, value: $0.1) }, hostname: "vm", source: source
        ).alert()
        var cache = PlanCache(knowledge: Self.knowledge)
        return AlertFacts(alert, layout: cache.layout(of: alert), rule: cache.rule(of: alert))
    }

    private func playbook(_ yaml: String) throws -> Playbook {
        let bytes = Array(yaml.utf8)
        return try bytes.withUnsafeBufferPointer { bytes throws(PlaybookFaults) in
            try PlaybookReader.read(bytes, file: "x.yaml", kind: .context, glossary: Self.knowledge.glossary)
        }
    }

    private func bound(_ playbook: Playbook, _ facts: AlertFacts) -> BoundPlaybook {
        BoundPlaybook(CompactPlaybook(playbook, .context), facts.layout)
    }

    @Test(arguments: [
        ("container", true), ("host", false), ("not host", true), ("not container", false),
        ("no-terminal", true),
        ("has proc.name", true), ("has proc.pid", false), ("not has proc.pid", true), ("has peer", true),
        ("has user.name", false), ("not has user.name", true), ("user.name = *", false),
        ("not user.name = *", true),
        ("proc.name = bash", true), ("proc.name = b*", true), ("proc.name = B*", false),
        ("proc.name = ba?h", true), ("proc.name = ?ash", true), ("proc.name = *", true),
        ("not proc.name = zsh", true), ("proc.pid = 1", false), ("not proc.pid = 1", true),
        ("proc.cmdline = */etc/*", true), ("proc.cmdline = *shadow", true), ("proc.cmdline = cat", false),
        ("evt.type in execve, execveat", true), ("evt.type in open,openat", false),
        ("not evt.type in open", true),
        ("peer = 203.0.113.*", true), ("process in sh, bash", true), ("proc.name  =  bash", true),
    ])
    func conditionsHoldAsWritten(text: String, expected: Bool) throws {
        let facts = try facts([
            ("proc.name", "bash"), ("evt.type", "execve"), ("proc.cmdline", "cat /etc/shadow"),
            ("fd.rip", "203.0.113.66"), ("fd.rport", "4444"), ("container.id", "0123456789ab"),
            ("proc.tty", "0"), ("user.name", "<NA>"), ("proc.pid", "-1"),
        ])
        let bound = bound(try playbook("evidence:\n  - text: x\n    when: [\"\(text)\"]\n"), facts)
        #expect(bound.holds(bound.playbook.statements[0].check, facts) == expected)
        let both = self.bound(
            try playbook("evidence:\n  - text: x\n    when: [container, \"\(text)\"]\n"), facts)
        #expect(both.holds(both.playbook.statements[0].check, facts) == expected)
        let none = self.bound(try playbook("evidence:\n  - text: x\n    when: [host, \"\(text)\"]\n"), facts)
        #expect(!none.holds(none.playbook.statements[0].check, facts))
    }

    @Test(arguments: [
        ("just words", "just words"), ("{proc.name} ran", "bash ran"),
        ("as {user.name|somebody}", "as somebody"),
        ("as {user.name}", nil), ("in {fd.name|}.", "in ."), ("{fd.name}", nil),
        ("pid {pid|unknown}", "pid unknown"),
        ("{process} {host}", "bash vm"), ("{{proc.name}} is {proc.name}", "{proc.name} is bash"),
    ])
    func textsAreFilled(text: String, expected: String?) throws {
        let facts = try facts([("proc.name", "bash"), ("user.name", "")])
        let bound = bound(try playbook("evidence:\n  - text: \"\(text)\"\n"), facts)
        let prose = bound.fill(bound.playbook.statements[0].text, facts)
        #expect(prose?.raw == expected)
        let values = prose.map { prose in
            prose.values.map { String(decoding: Array(prose.raw.utf8)[$0], as: UTF8.self) }
        }
        #expect(values?.allSatisfy { ["bash", "vm"].contains($0) } ?? true)
    }

    /// A command is the same as if all of it were read again for each alert.
    @Test(arguments: PlaybookKind.allCases, [true, false])
    func commandsAreAsRead(kind: PlaybookKind, hasAll: Bool) throws {
        for file in EmbeddedFile.all(startingWith: kind.directory) {
            let playbook = try PlaybookReader.read(
                file.bytes, file: file.name, kind: kind, glossary: Self.knowledge.glossary)
            let steps = Playbook.Step.Phase.allCases.flatMap { phase in
                playbook.steps.filter { $0.phase == phase }
            }
            let commands = playbook.commands + steps.compactMap(\.command)
            let keys = Set(commands.flatMap(\.run.fields)).sorted()
            // Clouds' clients make something of spaces.
            let isCloud = commands.contains { CloudClient(calledBy: $0.run) != nil }
            let facts = try facts(
                keys.enumerated().map {
                    ($1, hasAll || $0 % 2 == 0 ? value(of: $1, isName: isCloud) : "<NA>")
                })
            let bound = bound(playbook, facts)
            let compact =
                bound.playbook.commands
                + bound.playbook.steps.compactMap(\.command).map { bound.playbook.stepCommands[Int($0)] }
            #expect(compact.count == commands.count)
            for (command, same) in zip(commands, compact) {
                let made = try? bound.command(same, facts, purpose: "")
                #expect(made?.shell.text == shell(command.run, facts), "\(file.name): \(command.run)")
            }
        }
    }

    private func value(of key: String, isName: Bool) -> String {
        switch key {
        case "container.id": "0123456789ab"
        case let key where key.hasSuffix("pid") || key.hasSuffix("port"): "4711"
        default: isName ? "value-of-\(key.filter(\.isLetter))" : "a value of \(key)"
        }
    }

    /// `nil` when a value is missing or refused.
    private func shell(_ template: Template, _ facts: AlertFacts) -> String? {
        var command = ShellCommand()
        for segment in template.segments {
            let (value, fallback): (String?, String?) =
                switch segment {
                case .words(let words): (nil, words)
                case .field(let name, let fallback): (facts.value(of: name), fallback)
                case .derived(let word, let fallback): (facts.value(of: word), fallback)
                }
            if let value {
                guard (try? command.append(value: value)) != nil else { return nil }
            } else if let fallback {
                command.append(fallback)
            } else {
                return nil
            }
        }
        return command.text
    }
}
