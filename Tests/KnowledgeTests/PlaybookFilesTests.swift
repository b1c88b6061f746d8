import Escaping
import Foundation
import Knowledge
import TestSupport
import Testing

/// Checks of every playbook inside the binary.
@Suite struct PlaybookFilesTests {
    static let glossary = KnowledgeBase().glossary

    static let playbooks: [(file: String, kind: PlaybookKind, playbook: Playbook)] = {
        PlaybookKind.allCases.flatMap { kind in
            EmbeddedFile.all(startingWith: kind.directory).compactMap { file in
                do {
                    return (
                        file.name, kind,
                        try PlaybookReader.read(file.bytes, file: file.name, kind: kind, glossary: glossary)
                    )
                } catch {
                    Issue.record(error)
                    return nil
                }
            }
        }
    }()

    @Test func everyFileIsAPlaybook() {
        let files = EmbeddedFile.all(startingWith: "playbooks/")
        #expect(Self.playbooks.count == files.count)
        #expect(files.count >= 92)
    }

    @Test func rulesLieUnderTheirOwnNames() {
        let catalogue = KnowledgeBase().rules
        for (file, kind, playbook) in Self.playbooks where kind == .rules {
            for rule in playbook.rules {
                #expect(catalogue.rule(named: rule) != nil, "\(file): no rule \(rule)")
            }
            #expect(
                playbook.rules.contains { "\(kind.directory)\(Slug.make($0)).yaml" == file }
                    || playbook.rules.count > 1)
            for rule in playbook.related {
                #expect(catalogue.rule(named: rule) != nil, "\(file): no rule \(rule)")
            }
        }
    }

    @Test func tuningNamesWhatTheRuleOffers() {
        let catalogue = KnowledgeBase().rules
        for (file, kind, playbook) in Self.playbooks where kind == .rules {
            guard let macro = playbook.tuning?.macro else { continue }
            let offered = playbook.rules.compactMap(catalogue.rule).flatMap {
                $0.tuningMacros + $0.tuningLists
            }
            #expect(offered.contains(macro), "\(file): \(macro) is none of \(offered)")
        }
    }

    @Test func conditionsAreOnKnownFields() {
        for (file, _, playbook) in Self.playbooks {
            for field in (playbook.tuning?.keys ?? []) + (playbook.tuning?.context ?? []) {
                #expect(Self.glossary.entry(field) != nil, "\(file): \(field)")
            }
            for template in playbook.templates {
                for field in template.fields {
                    #expect(Self.glossary.entry(field) != nil, "\(file): \(field)")
                }
            }
        }
    }

    @Test func readOnlyCommandsComeFirst() {
        for (file, _, playbook) in Self.playbooks {
            let marks = playbook.commands.map(\.disruptive)
            #expect(
                marks == marks.sorted { !$0 && $1 }, "\(file): a disruptive command before a read-only one")
        }
    }

    @Test func disruptiveStepsSayHowToUndo() {
        for (file, _, playbook) in Self.playbooks {
            for step in playbook.steps where step.command?.disruptive == true {
                #expect(step.undo != nil, "\(file)")
            }
        }
    }

    @Test func templatesAreWhole() {
        for (file, _, playbook) in Self.playbooks {
            for template in playbook.templates {
                for case .words(let words) in template.segments {
                    #expect(!words.utf8.contains { $0 < 0x20 && $0 != 0x0A }, "\(file)")
                    #expect(!words.contains("TODO"), "\(file): \(words)")
                }
                // An uneven number of backticks would set the rest of the text as code.
                let ticks = template.segments.reduce(0) { count, segment in
                    if case .words(let words) = segment { count + words.count { $0 == "`" } } else { count }
                }
                #expect(ticks.isMultiple(of: 2), "\(file): \(template)")
            }
        }
    }

    @Test(arguments: ["", "value", "it's $(reboot)", "`a` ;b|c&d>e *?[x] \u{1B}[31m\nü"])
    func commandsPassShellcheckWhateverTheValues(value: String) throws {
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "commands-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var names: [String] = []
        for (_, _, playbook) in Self.playbooks {
            for template in playbook.commands.map(\.run) + playbook.steps.compactMap({ $0.command?.run }) {
                guard let command = Self.fill(template, with: value) else { continue }
                let file = directory.appending(path: "\(names.count).sh")
                try Data("\(command.text)\n".utf8).write(to: file)
                names.append(file.path)
            }
        }
        // Values in single quotes are not meant to expand (SC2016).
        // With an empty value only commands without any place for one can be filled.
        #expect(names.count > (value.isEmpty ? 5 : 100))
        let output = try Self.run("/usr/bin/env", ["shellcheck", "--shell=sh", "--exclude=SC2016"] + names)
        #expect(output.status == 0, "\(output.text)")
        let bash = try Self.run(
            "/usr/bin/env", ["bash", "-c", "for f; do bash -n \"$f\" || exit 1; done", "bash"] + names)
        #expect(bash.status == 0, "\(bash.text)")
    }

    static func fill(_ template: Template, with value: String) -> ShellCommand? {
        var command = ShellCommand()
        for segment in template.segments {
            switch segment {
            case .words(let words): command.append(words)
            case .field, .derived: do { try command.append(value: value) } catch { return nil }
            }
        }
        return command
    }

    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

extension Playbook {
    /// All its templates.
    var templates: [Template] {
        var templates = [meaning, abuse, tuning?.advice].compactMap(\.self)
        templates += (impact + suspicious + reassuring + evidence + (tuning?.never ?? [])).map(\.text)
        templates += innocent.flatMap { [$0.cause, $0.check] }
        for step in steps {
            templates += [step.action, step.why, step.undo, step.command?.run].compactMap(\.self)
        }
        for command in commands { templates += [command.purpose, command.run].compactMap(\.self) }
        return templates
    }
}
