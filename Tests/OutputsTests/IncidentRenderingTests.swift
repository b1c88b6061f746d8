import Escaping
import Foundation
import Outputs
import TestSupport
import Testing

@testable import Incidents

@Suite struct IncidentRenderingTests {
    private func text(_ body: (inout [UInt8]) -> Void) -> String {
        var out: [UInt8] = []
        body(&out)
        return String(decoding: out, as: UTF8.self)
    }

    private func bytes(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
        var out: [UInt8] = []
        body(&out)
        return out
    }

    // MARK: A whole one, as a responder would get it

    @Test func aTakenOverPodReadsAsSigned() throws {
        let incident = try #require(
            try Samples.capturedIncidents(withNumbers: true).first {
                $0.containers.first?.id == "3f9c2e7a41bd"
            })
        try Golden.expect(
            bytes { MarkdownRenderer().incident(incident, explainsLinks: true, into: &$0) },
            matches: "incidents/web-shell.md")
        try Golden.expect(
            bytes { TerminalRenderer(width: 100).incident(incident, into: &$0) },
            matches: "incidents/web-shell.txt")
        try Golden.expect(
            bytes { JSONRenderer().incident(incident, into: &$0) }, matches: "incidents/web-shell.json")
    }

    @Test func anEscapeToTheHostReadsAsSigned() throws {
        let incident = try #require(
            try Samples.capturedIncidents(withNumbers: false).first {
                $0.containers.first?.id == "e6a83b150f9d"
            })
        try Golden.expect(
            bytes { MarkdownRenderer().incident(incident, into: &$0) }, matches: "incidents/escape.md")
        try Golden.expect(
            bytes {
                HTMLRenderer().page([incident], overview: ["One incident."], explainsLinks: true, into: &$0)
            }, matches: "incidents/escape.html")
    }

    @Test func whatIsToldOnTheWayReadsAsSigned() throws {
        let whole = try #require(
            try Samples.capturedIncidents(withNumbers: true).first {
                $0.containers.first?.id == "3f9c2e7a41bd"
            })
        var early = whole
        early.state = .open
        early.timeline.removeLast(14)
        early.last = try #require(early.timeline.map(\.first).max())
        early.severity.level = .medium
        early.actions.removeAll { $0.phase == .contain && $0.command == nil }
        let opened = IncidentNotice(.opened, early)
        var later = whole
        later.state = .open
        let graver = IncidentNotice(.graver(than: .medium), later, told: opened.nowTold)
        let renderer = TerminalRenderer(width: 100)
        try Golden.expect(
            bytes { out in
                renderer.notice(opened, into: &out)
                renderer.notice(graver, into: &out)
                renderer.notice(IncidentNotice(.joined(whole.id), later, told: graver.nowTold), into: &out)
                renderer.notice(IncidentNotice(.dissolved, later), into: &out)
            }, matches: "incidents/notices.txt")
        // What was told is not told again.
        #expect(opened.steps.allSatisfy { step in !graver.steps.contains { $0.action == step.action } })
        let ended = text { renderer.notice(IncidentNotice(.ended, whole), into: &$0) }
        #expect(ended.hasSuffix(text { renderer.incident(whole, into: &$0) }))
    }

    @Test func whatWasToldOfAnIncidentIsBounded() {
        var told = IncidentNotice.Told()
        for index in 0..<1000 {
            var incident = Samples.hostileIncident("step \(index)")
            incident.state = .open
            told = IncidentNotice(.graver(than: .low), incident, told: told).nowTold
            #expect(told.steps.count <= 64)
        }
    }

    @Test func everyIncidentSaysOnceWhatContainsAContainer() throws {
        for incident in try Samples.capturedIncidents(withNumbers: true) {
            let contain = incident.actions.filter { $0.phase == .contain }
            let commands = contain.compactMap { $0.command?.shell.text }
            #expect(Set(commands).count == commands.count)
            for container in incident.containers {
                let pod = try #require(container.pod)
                let cutting = commands.filter { $0.contains("falconer-quarantine") && $0.contains(pod) }
                #expect(cutting.count == 1, "\(pod): \(cutting)")
                // With the pod cut off, its processes are not stopped one by one.
                #expect(!commands.contains { $0.hasPrefix("kill ") })
            }
            let phases = incident.actions.map { $0.phase }
            let order = ["contain", "investigate", "eradicate", "recover"]
            let places = phases.compactMap { order.firstIndex(of: $0.rawValue) }
            #expect(places == places.sorted())
            let firstDisruptive = incident.commands.firstIndex(where: \.disruptive) ?? incident.commands.count
            let rest = incident.commands[firstDisruptive...]
            #expect(!rest.contains { !$0.disruptive })
        }
    }

    @Test func theirJSONIsValid() throws {
        let schema = try Schema(named: "incident")
        let all =
            try Samples.capturedIncidents(withNumbers: true) + Samples.capturedIncidents(withNumbers: false)
            + [Samples.emptyIncident(), Samples.hostileIncident("\u{1B}\"\\\n")]
        for incident in all {
            let json = bytes { JSONRenderer().incident(incident, into: &$0) }
            let faults = try schema.faults(in: json)
            #expect(faults.isEmpty, "\(faults.prefix(5))")
            #expect(json.count { $0 == UInt8(ascii: "\n") } == 1)
        }
    }

    @Test func oneWithNextToNothingIsToldInEveryForm() {
        let incident = Samples.emptyIncident()
        #expect(
            text { TerminalRenderer().incident(incident, into: &$0) }.contains("incident 0000000000000001"))
        #expect(text { MarkdownRenderer().incident(incident, into: &$0) }.contains("## What to do"))
        #expect(text { HTMLRenderer().page([incident], overview: [], into: &$0) }.hasSuffix("</html>\n"))
    }

    // MARK: Hostile values

    private static let values =
        HostileValues.strings.filter { $0.utf8.count < 1000 } + HostileValues.random(count: 30)

    /// Scalars that a terminal could act on or that hide.
    private func faults(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            if scalar == "\n" || (scalar.value >= 0x20 && scalar.value < 0x7F) { return false }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse,
                .surrogate:
                return true
            default: return scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }

    @Test func nothingActsOnATerminalOrAFile() {
        for (index, value) in Self.values.enumerated() {
            let incident = Samples.hostileIncident(value)
            let renderer = TerminalRenderer(width: 40 + index * 7 % 160)
            let texts = [
                text { renderer.incident(incident, explainsLinks: true, into: &$0) },
                text { renderer.line(incident, fitted: true, into: &$0) },
                text { renderer.line(incident, fitted: false, into: &$0) },
                text { renderer.overview([incident.title], into: &$0) },
                text { renderer.notice(IncidentNotice(.opened, incident), into: &$0) },
                text { renderer.notice(IncidentNotice(.graver(than: .low), incident), into: &$0) },
                text { renderer.notice(IncidentNotice(.ended, incident), into: &$0) },
                text { MarkdownRenderer().incident(incident, explainsLinks: true, into: &$0) },
                text { HTMLRenderer().page([incident, incident], overview: [incident.title], into: &$0) },
            ]
            for text in texts {
                let faults = faults(text)
                #expect(faults.isEmpty, "\(value.debugDescription): \(faults.prefix(3))")
            }
            for line in texts[1...2] { #expect(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1) }
        }
    }

    /// The tags of a page with their attributes, in order: text between them may hold no markup at all.
    private func tags(_ page: String) -> [Substring] {
        page.split(separator: "<").dropFirst(page.hasPrefix("<") ? 0 : 1).map { $0.prefix { $0 != ">" } }
    }

    @Test func aPageKeepsItsStructure() {
        func page(_ value: String) -> String {
            text {
                HTMLRenderer().page(
                    [Samples.hostileIncident(value)], overview: ["Seen \(value: value)"], explainsLinks: true,
                    into: &$0)
            }
        }
        // Values without any text leave no piece of code behind, so the harmless one is compared with those that have.
        let harmless = tags(page("harmless"))
        for value in Self.values where !Escaping.terminal(value).isEmpty {
            #expect(tags(page(value)) == harmless, "\(value.debugDescription) changes the page")
        }
    }

    @Test func aPageFetchesAndRunsNothing() throws {
        let page = text {
            HTMLRenderer().page(
                [Samples.hostileIncident("<script>alert(1)</script>")], overview: [], into: &$0)
        }
        #expect(page.contains("default-src 'none'"))
        #expect(!page.contains("<script"))
        for tag in tags(page) {
            #expect(!tag.contains("src=") && !tag.contains("onload") && !tag.contains("url("))
            if tag.contains("href=") { #expect(tag.contains("href=\"#i")) }
        }
    }

    @Test func documentsKeepTheirStructure() async throws {
        let values = ["harmless"] + Self.values.filter { !$0.isEmpty }
        let requests = values.map { value in
            [
                "markdown": text {
                    MarkdownRenderer().incident(
                        Samples.hostileIncident(value), explainsLinks: true, into: &$0)
                }
            ]
        }
        let input = try requests.flatMap { try JSONEncoder().encode($0) + [UInt8(ascii: "\n")] }
        let peer = Fixtures.tests.appending(path: "Peers/markdown_peer.py").path
        let run = try await Tool.run(Tool.python, [peer], input: input)
        let pages = try run.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        try #require(pages.count == values.count, "\(String(decoding: run.errors, as: UTF8.self))")
        for (value, page) in zip(values, pages) {
            for (parser, result) in page.members {
                #expect(
                    result["tags"] == pages[0][parser]?["tags"],
                    "\(parser): \(value.debugDescription) changes the document")
            }
        }
    }
}
