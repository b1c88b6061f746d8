import Analysis
import Escaping
import FalcoAlerts
import Foundation
import Outputs
import TestSupport
import Testing

/// Hostile values in every place of a report or summary that an alert can fill, through every renderer.
@Suite struct SafetyTests {
    /// Values short enough to try many of.
    private static let values =
        HostileValues.strings.filter { $0.utf8.count < 1000 } + HostileValues.random(count: 20)

    private func text(_ body: (inout [UInt8]) -> Void) -> String {
        var out: [UInt8] = []
        body(&out)
        let text = String(validating: out, as: UTF8.self)
        #expect(text != nil, "not UTF-8")
        return text ?? ""
    }

    /// Scalars that a terminal could act on or that hide; our own colours are taken out first.
    private func faults(_ text: String) -> [Unicode.Scalar] {
        let bytes = Array(text.utf8)
        if bytes.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == UInt8(ascii: "\n") }) { return [] }
        var rest = bytes[...]
        var kept: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == 0x1B else {
                kept.append(byte)
                continue
            }
            let digits = rest.dropFirst().prefix { $0 >= 0x30 && $0 <= 0x3B }
            guard rest.first == UInt8(ascii: "["), rest.dropFirst(1 + digits.count).first == UInt8(ascii: "m")
            else { return ["\u{1B}"] }
            rest = rest.dropFirst(2 + digits.count)
        }
        return String(decoding: kept, as: UTF8.self).unicodeScalars.filter { scalar in
            if scalar == "\n" || (scalar.value >= 0x20 && scalar.value < 0x7F) { return false }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse,
                .surrogate:
                return true
            default: return scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }

    @Test(arguments: [ColorDepth.none, .full])
    func nothingActsOnATerminal(colors: ColorDepth) throws {
        for (index, value) in Self.values.enumerated() {
            let report = try Samples.hostileReport(value)
            let renderer = TerminalRenderer(width: 40 + index * 7 % 160, colors: colors)
            let texts = [
                text { renderer.full(report, into: &$0) }, text { renderer.short(report, into: &$0) },
                text { renderer.line(report.alert, fitted: true, count: 2, into: &$0) },
                text { renderer.line(report.alert, fitted: false, into: &$0) },
                text { renderer.summary(Samples.summary(hostile: value), into: &$0) },
            ]
            for text in texts {
                let faults = faults(text)
                #expect(faults.isEmpty, "\(value.debugDescription): \(faults.prefix(3))")
            }
            #expect(texts[2].utf8.count { $0 == UInt8(ascii: "\n") } == 1)
            #expect(texts[3].utf8.count { $0 == UInt8(ascii: "\n") } == 1)
        }
    }

    /// A value changes the words of a report, never its shape: as many lines as with a harmless value of that width.
    @Test func noValueMakesALineOfItsOwn() throws {
        for value in Self.values where !value.isEmpty {
            let shown = Escaping.terminal(value)
            let harmless = String(repeating: "x", count: 8)
            let renderer = TerminalRenderer(width: 200)
            func headings(_ value: String) throws -> [Substring] {
                let report = try Samples.hostileReport(value)
                return text { renderer.full(report, into: &$0) }.split(separator: "\n").filter {
                    $0.hasSuffix("───")
                }
            }
            #expect(try headings(value) == headings(harmless), "\(shown)")
        }
    }

    @Test func documentsKeepTheirStructure() async throws {
        let values =
            ["harmless"] + Self.values.filter { !$0.isEmpty } + [
                String(repeating: "`|\\", count: 40), String(repeating: "`", count: 200),
            ]
        // A summary, which places a value in fewer ways, is left to the faster parser.
        var requests: [[String: String]] = []
        for value in values {
            let report = try Samples.hostileReport(value)
            requests.append(["markdown": text { MarkdownRenderer().report(report, into: &$0) }])
            let summary = text { MarkdownRenderer().summary(Samples.summary(hostile: value), into: &$0) }
            requests.append(["markdown": summary, "parser": "cmark-gfm"])
        }
        for request in requests { #expect(faults(request["markdown"] ?? "").isEmpty) }
        let input = try requests.flatMap { try JSONEncoder().encode($0) + [UInt8(ascii: "\n")] }
        let peer = Fixtures.tests.appending(path: "Peers/markdown_peer.py").path
        let run = try await Tool.run(Tool.python, [peer], input: input)
        let pages = try run.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        try #require(pages.count == requests.count, "\(String(decoding: run.errors, as: UTF8.self))")
        for (index, page) in pages.enumerated() {
            let value = values[index / 2]
            let shown = Escaping.terminal(value).trimmingCharacters(in: .whitespaces)
            for (parser, result) in page.members {
                let same = result["tags"] == pages[index % 2][parser]?["tags"]
                #expect(same, "\(parser): \(value.debugDescription) changes the document")
                if shown.isEmpty { continue }
                #expect(
                    result["text"]?.text?.contains(shown) == true,
                    "\(parser): \(value.debugDescription) is not shown")
            }
        }
    }

    @Test func jsonIsValidAndSaysTheSame() throws {
        let renderer = FalcoJSONRenderer { _ in .integer }
        for value in Self.values + [String(HostileValues.huge.prefix(2_000))] {
            let report = try Samples.hostileReport(value)
            let lines = [
                text { JSONRenderer().report(report, into: &$0) },
                text { JSONRenderer().summary(Samples.summary(hostile: value), into: &$0) },
                text { renderer.alert(report.alert, into: &$0) },
            ]
            for line in lines {
                #expect(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1 && line.hasSuffix("\n"))
                #expect(
                    !line.dropLast().unicodeScalars.contains {
                        $0.properties.generalCategory == .control || $0 == "\u{202E}"
                    })
                let strings = try JSONValue(parsing: Array(line.utf8)).strings
                #expect(strings.contains { Array($0.utf8) == Array(value.utf8) })
            }
        }
    }

    @Test func spreadsheetsComputeNothing() throws {
        for value in Self.values {
            let csv = text { CSVRenderer().summary(Samples.summary(hostile: value), into: &$0) }
            #expect(faults(csv.replacing("\r\n", with: "\n")).isEmpty)
            let rows = csv.components(separatedBy: "\r\n").dropLast()
            let harmless = text { CSVRenderer().summary(Samples.summary(hostile: "x"), into: &$0) }
            #expect(rows.count == harmless.components(separatedBy: "\r\n").count - 1)
            for row in rows {
                let cells = try #require(CSVRow(row)?.cells, "\(row)")
                #expect(cells.count == 4)
                for cell in cells {
                    #expect(
                        cell.drop { $0 == " " }.unicodeScalars.first.map {
                            !"=+-@".unicodeScalars.contains($0)
                        } ?? true, "\(row)")
                }
            }
        }
    }

    /// Every command of every hostile report, pasted whole into a shell: nothing but the command itself runs.
    @Test(arguments: ["dash", "bash"])
    func commandsRunNothingElse(shell: String) async throws {
        let directory = try TemporaryDirectory()
        var script = "PATH=/usr/bin:/bin\n"
        for value in Self.values {
            let report = try Samples.hostileReport(value)
            for command in report.commands { script += command.shell.text + "\n" }
        }
        _ = try await Tool.run(shell, ["-s"], input: Array(script.utf8), directory: directory.url)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
    }

    /// A value of a mebibyte in every place costs neither much time nor much output where people read.
    @Test func hugeValuesAreCut() throws {
        let report = try Samples.hostileReport(HostileValues.huge)
        #expect(text { TerminalRenderer().full(report, into: &$0) }.utf8.count < 100_000)
        #expect(text { TerminalRenderer().line(report.alert, fitted: false, into: &$0) }.utf8.count < 10_000)
        #expect(text { MarkdownRenderer().report(report, into: &$0) }.utf8.count < 300_000)
        #expect(
            text { CSVRenderer().summary(Samples.summary(hostile: HostileValues.huge), into: &$0) }.utf8.count
                < 500_000)
        #expect(
            text { TerminalRenderer().summary(Samples.summary(hostile: HostileValues.huge), into: &$0) }.utf8
                .count < 50_000)
    }
}

/// One line of CSV, read as RFC 4180 says; `nil` when it is none.
private struct CSVRow {
    var cells: [String] = []

    init?(_ line: String) {
        var rest = Substring(line).unicodeScalars
        while true {
            var cell = ""
            if rest.first == "\"" {
                rest.removeFirst()
                while true {
                    guard let next = rest.popFirst() else { return nil }
                    if next != "\"" {
                        cell.unicodeScalars.append(next)
                    } else if rest.first == "\"" {
                        cell.unicodeScalars.append(rest.removeFirst())
                    } else {
                        break
                    }
                }
            } else {
                while let next = rest.first, next != "," {
                    if next == "\"" { return nil }
                    cell.unicodeScalars.append(rest.removeFirst())
                }
            }
            cells.append(cell)
            guard let comma = rest.popFirst() else { return }
            if comma != "," { return nil }
        }
    }
}
