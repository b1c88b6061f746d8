import Foundation
import TestSupport
import Testing

@testable import Analysis
@testable import Escaping
@testable import Outputs

@Suite struct TuningRenderingTests {
    private func bytes(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
        var out: [UInt8] = []
        body(&out)
        return out
    }

    private func text(_ body: (inout [UInt8]) -> Void) -> String {
        let out = bytes(body)
        let text = String(validating: out, as: UTF8.self)
        #expect(text != nil, "not UTF-8")
        return text ?? ""
    }

    // MARK: A whole one

    @Test func aCapturedHistoryReadsAsSigned() throws {
        let report = try Samples.capturedTuning()
        try Golden.expect(
            bytes { TerminalRenderer(width: 100).tuning(report, into: &$0) }, matches: "tuning/report.txt")
        try Golden.expect(bytes { MarkdownRenderer().tuning(report, into: &$0) }, matches: "tuning/report.md")
        try Golden.expect(bytes { HTMLRenderer().tuning(report, into: &$0) }, matches: "tuning/report.html")
        try Golden.expect(Array(try #require(report.file).utf8), matches: "tuning/falconer-tuning.yaml")
    }

    @Test func linesFitTheWidth() throws {
        let report = try Samples.capturedTuning()
        let code = Set(report.proposals.flatMap { Escaping.lines($0.yaml) })
        for width in [40, 60, 80, 120, 400] {
            let lines = text { TerminalRenderer(width: width).tuning(report, into: &$0) }
            for line in lines.split(separator: "\n") where TextWidth.columns(line) > width {
                #expect(
                    code.contains(line.trimmingCharacters(in: .whitespaces))
                        || code.contains { line.hasSuffix($0) }, "\(width): \(line)")
            }
        }
    }

    @Test func jsonFollowsItsSchemaAndSaysTheSame() throws {
        let schema = try Schema(named: "tuning")
        let captured = try Samples.capturedTuning()
        for report in [captured, Samples.emptyTuning(), Samples.hostileTuning("\u{1B}\"\\\n")] {
            let json = bytes { JSONRenderer().tuning(report, into: &$0) }
            let faults = try schema.faults(in: json)
            #expect(faults.isEmpty, "\(faults.prefix(5))")
            #expect(json.count { $0 == UInt8(ascii: "\n") } == 1)
        }
        let json = try JSONValue(parsing: bytes { JSONRenderer().tuning(captured, into: &$0) })
        #expect(json["file"]?.text == captured.file)
        #expect(json["alerts_before"]?.number == 592)
        let proposals = try #require(json["proposals"]?.elements)
        #expect(proposals.count == captured.proposals.count)
        let saved = proposals.compactMap { $0["replay"]?["saved"]?.number }.reduce(0, +)
        #expect(saved == Double(captured.before - captured.after))
        // A schema that lets everything pass proves nothing.
        let good = text { JSONRenderer().tuning(captured, into: &$0) }
        for (old, new) in [
            ("\"kind\":\"tuning\"", "\"kind\":\"report\""), ("\"attack_like\":0", "\"attack_like\":-1"),
            ("\"level\":\"low\"", "\"level\":\"none\""), ("\"id\":\"T1\"", "\"id\":\"1\""),
            ("\"routine\":true", "\"routine\":1"), ("\"meant\"", "\"ment\""),
        ] {
            #expect(good.contains(old), "\(old)")
            #expect(try !schema.faults(in: Array(good.replacing(old, with: new).utf8)).isEmpty, "\(old)")
        }
    }

    @Test func nothingIsToldInEveryForm() {
        let report = Samples.emptyTuning()
        #expect(text { TerminalRenderer().tuning(report, into: &$0) }.contains("No alert came"))
        #expect(text { MarkdownRenderer().tuning(report, into: &$0) }.contains("No alert came"))
        #expect(text { HTMLRenderer().tuning(report, into: &$0) }.hasSuffix("</html>\n"))
    }

    // MARK: Hostile values

    private static let values =
        HostileValues.strings.filter { $0.utf8.count < 1000 } + HostileValues.random(count: 30)

    @Test func nothingActsOnATerminalOrAFile() {
        for (index, value) in Self.values.enumerated() {
            let report = Samples.hostileTuning(value)
            let texts = [
                text { TerminalRenderer(width: 40 + index * 7 % 160).tuning(report, into: &$0) },
                text { MarkdownRenderer().tuning(report, into: &$0) },
                text { HTMLRenderer().tuning(report, into: &$0) },
            ]
            for text in texts {
                let hidden = text.unicodeScalars.filter { $0 != "\n" && $0.isHidden }
                #expect(hidden.isEmpty, "\(value.debugDescription): \(hidden.prefix(3))")
            }
        }
    }

    @Test func colouredTextIsTheSameText() throws {
        let report = try Samples.capturedTuning()
        var screen = Screen()
        screen.feed(bytes { TerminalRenderer(width: 90, colors: .full).tuning(report, into: &$0) })
        #expect(screen.faults == [])
        // Colour takes the place of the backticks around code.
        func words(_ text: String) -> [Substring] {
            text.replacing("`", with: "").split { $0 == " " || $0 == "\n" }
        }
        #expect(words(screen.text) == words(text { TerminalRenderer(width: 90).tuning(report, into: &$0) }))
    }

    /// The tags of a page with their attributes, in order: text between them may hold no markup at all.
    private func tags(_ page: String) -> [Substring] {
        page.split(separator: "<").dropFirst(page.hasPrefix("<") ? 0 : 1).map { $0.prefix { $0 != ">" } }
    }

    @Test func aPageKeepsItsStructure() {
        func page(_ value: String) -> String {
            text { HTMLRenderer().tuning(Samples.hostileTuning(value), into: &$0) }
        }
        let harmless = tags(page("harmless"))
        for value in Self.values where !Escaping.terminal(value).isEmpty {
            #expect(tags(page(value)) == harmless, "\(value.debugDescription) changes the page")
        }
        for tag in harmless {
            #expect(!tag.contains("src=") && !tag.hasPrefix("script") && !tag.contains("url("))
            if tag.contains("href=") { #expect(tag.contains("href=\"#T")) }
        }
        #expect(page("x").contains("default-src 'none'"))
    }

    @Test func documentsKeepTheirStructure() async throws {
        let values = ["harmless"] + Self.values.filter { !$0.isEmpty }
        let requests = values.map { value in
            ["markdown": text { MarkdownRenderer().tuning(Samples.hostileTuning(value), into: &$0) }]
        }
        let input = try requests.flatMap { try JSONEncoder().encode($0) + [UInt8(ascii: "\n")] }
        let peer = Fixtures.tests.appending(path: "Peers/markdown_peer.py").path
        let run = try await Tool.run(Tool.python, [peer], input: input)
        let pages = try run.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        try #require(pages.count == requests.count, "\(String(decoding: run.errors, as: UTF8.self))")
        for (value, page) in zip(values, pages) {
            for (parser, result) in page.members {
                let same = result["tags"] == pages[0][parser]?["tags"]
                #expect(same, "\(parser): \(value.debugDescription) changes the document")
            }
        }
    }
}
