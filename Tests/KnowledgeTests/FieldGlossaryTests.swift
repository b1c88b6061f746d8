import Escaping
import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Knowledge

@Suite struct FieldGlossaryTests {
    let knowledge = KnowledgeBase()
    var glossary: FieldGlossary { knowledge.glossary }

    @Test func knowsEveryFieldThatTheRulesPrint() {
        for rule in knowledge.rules.all {
            for field in rule.outputFields { #expect(glossary.entry(field) != nil, "\(rule.name): \(field)") }
        }
    }

    @Test func knowsEveryFieldOfTheCapturedAlerts() throws {
        for alert in try Array(Fixtures.jsonOutputAlerts()) + Array(Fixtures.textOutputAlerts()) {
            for field in alert.fields { #expect(glossary.entry(field.key) != nil, "\(field.key)") }
        }
    }

    /// Falco's own JSON tells the kinds.
    @Test func kindsAreThoseOfFalcosJSON() throws {
        let lines = try String(contentsOf: Fixtures.url("alerts/falco-json-output.jsonl"), encoding: .utf8)
        for line in lines.split(separator: "\n") {
            let alert = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            for (key, value) in try #require(alert["output_fields"] as? [String: Any]) {
                let kind = try #require(glossary.entry(key), "\(key)").kind
                switch value {
                case is NSNull: continue
                case let number as NSNumber where CFBooleanIsTrue(number): #expect(kind == .boolean, "\(key)")
                case is NSNumber: #expect([.integer, .unsigned, .time, .number].contains(kind), "\(key)")
                case is String: #expect(kind == .string || key.hasPrefix("falco."), "\(key)")
                case is [Any]: #expect(kind == .list, "\(key)")
                default: Issue.record("\(key): \(value)")
                }
            }
        }
    }

    private func CFBooleanIsTrue(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

    @Test(arguments: [
        ("proc.aname[3]", "proc.aname"), ("proc.apid[12]", "proc.apid"),
        ("proc.aexepath[2]", "proc.aexepath"),
        ("ka.uri.param[command]", "ka.uri.param"), ("evt.arg.whatever", "evt.arg.*"),
        ("evt.rawarg.x", "evt.rawarg.*"),
        ("falco.rules.Some_rule", "falco.*"), ("scap.n_evts_cpu_7", "scap.*"), ("proc.name", "proc.name"),
    ])
    func familiesStandForTheirMembers(key: String, entry: String) {
        #expect(glossary.entry(key)?.key == entry)
    }

    @Test(arguments: ["", "proc", "proc.nope", "[", "x[1]", "evil\u{1B}", "proc.", "custom.field"])
    func knowsNothingOfOthers(key: String) {
        #expect(glossary.entry(key) == nil)
        #expect(glossary.meaning(of: key, value: "x") { _ in nil }.isEmpty)
        #expect(glossary.missing(glossary.entry(key)) == "Missing: Falco gave no value.")
    }

    @Test func playbooksMayAskForKnownFieldsAndForThoseOfUnknownPlugins() {
        #expect(glossary.mayAsk(for: "proc.aname[2]"))
        #expect(glossary.mayAsk(for: "myplugin.thing"))
        #expect(!glossary.mayAsk(for: "proc.nmae"))
        #expect(!glossary.mayAsk(for: "thing"))
    }

    @Test func entriesComeInOrderWithinTheirGroups() {
        let all = glossary.all
        #expect(all.count > 450)
        #expect(all.map(\.order) == Array(0..<all.count))
        #expect(
            all.allSatisfy {
                !$0.meaning.isEmpty && $0.missing.raw.hasPrefix("Missing. ") && !$0.group.isEmpty
            })
        #expect(
            ["Event", "Process", "User", "File or connection", "Container", "Kubernetes"].allSatisfy {
                group in
                all.contains { $0.group == group }
            })
    }

    @Test func everyDecoderOfTheTableIsKnown() throws {
        let file = try #require(EmbeddedFile(named: "fields.tsv"))
        var seen: Set<ValueDecoder> = []
        for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix("field\t") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(columns.count == 7, "\(line)")
            #expect(FieldEntry.Kind(rawValue: String(columns[3])) != nil, "\(line)")
            let name = columns[4].hasPrefix("-") ? String(columns[4].dropFirst()) : String(columns[4])
            if let decoder = ValueDecoder(rawValue: name) {
                seen.insert(decoder)
            } else {
                Issue.record("\(line)")
            }
        }
        #expect(seen == Set(ValueDecoder.allCases))
    }

    @Test func everyTableOfWordsIsFilledAndUsesItsOwnNames() throws {
        let file = try #require(EmbeddedFile(named: "values.tsv"))
        for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
        where !line.hasPrefix("#") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            #expect(columns.count == 3, "\(line)")
            #expect(ValueWords.Table.named(String(columns[0])) != nil, "\(line)")
        }
        for table in ValueWords.Table.allCases where table != .argument && table != .env {
            #expect(!glossary.words.all(table).isEmpty, "\(table)")
        }
        #expect(glossary.words.arguments.count > 15)
        #expect(glossary.words.environment.count > 5)
    }

    private func missing(_ key: String, _ all: (String) -> String? = { _ in nil }) -> Prose {
        glossary.missing(glossary.entry(key), all: all)
    }

    @Test func saysWhyFieldsAreMissing() {
        #expect(missing("k8s.pod.name").raw.hasPrefix("Missing. No pod is known"))
        #expect(missing("proc.aname[7]").raw.hasPrefix("Missing. The chain of parents ends"))
        let onHost = missing("container.image.tag") { $0 == "container.id" ? "host" : nil }
        #expect(onHost.raw == "Missing. The process ran on the host itself, in no container.")
        #expect(onHost.values.isEmpty)
        let known = missing("container.mounts") {
            ["container.id": "0123456789ab", "container.image.repository": "x"][$0]
        }
        #expect(known.raw.contains("most likely there is none"))
    }

    static let hostile = [
        "\u{1B}]0;owned\u{07}", "$(reboot)", "`id`", "<script>alert(1)</script>", "| a | b |", "=1+1",
        "a\u{202E}b",
        "line\nbreak", "\u{0}", "[x](javascript:1)", "' OR 1=1", "☃", "-1", "18446744073709551616", "->",
        "a->b:c",
        "/proc//", "/home/", "///", ":::::", "1.2.3.4:99999->[", "EXE_WRITABLE|\u{1B}[2J", "S_ISUID|x",
        "CAP_\u{7}",
        "/x:\u{1B}:y:true:z", "system:serviceaccount:\u{1B}:x", "docker.io/\u{1B}", "\u{1B}/x",
        "a-\u{1B}-bcdfg", "-", "0x",
    ]

    /// Whatever an alert holds appears within the marked ranges only.
    @Test func hostileValuesStayMarked() throws {
        for entry in glossary.all {
            for value in Self.hostile {
                let prose = glossary.meaning(of: entry.key, value: value) { _ in value }
                try expectMarked(prose, "\(entry.key) = \(value.debugDescription)")
                try expectMarked(missing(entry.key) { _ in value }, entry.key)
            }
        }
    }

    private func expectMarked(_ prose: Prose, _ what: String) throws {
        var ours: [UInt8] = []
        var end = 0
        let bytes = Array(prose.raw.utf8)
        for range in prose.values {
            try #require(range.lowerBound >= end && range.upperBound <= bytes.count, "\(what)")
            ours += bytes[end..<range.lowerBound]
            end = range.upperBound
        }
        ours += bytes[end...]
        let text = String(decoding: ours, as: UTF8.self)
        for part in [
            "\u{1B}", "\u{07}", "\u{0}", "\u{202E}", "<script", "reboot", "`id`", "javascript", "☃", "=1+1",
            "OR 1",
        ] {
            #expect(!text.contains(part), "\(what): \(text.debugDescription)")
        }
        #expect(!text.utf8.contains { $0 < 0x20 }, "\(what)")
    }

    @Test func hugeValuesAreReadQuickly() {
        // Long enough for anything quadratic to show.
        let huge = ["/", "A|", "1.1.1.1:1->", "/tmp:/tmp::true:x,", "CAP_SYS_ADMIN ", "/.", "-bcdfg", "9"]
            .flatMap { part in [14, 20].map { String(repeating: part, count: (1 << $0) / part.utf8.count) } }
        let glossary = glossary
        let duration = ContinuousClock().measure {
            for entry in Dictionary(grouping: glossary.all, by: \.decoder).values.compactMap(\.first) {
                for value in huge {
                    _ = glossary.meaning(of: entry.key, value: value) { _ in nil }.raw.utf8.count
                }
            }
        }
        #expect(duration < .seconds(60))
    }
}
