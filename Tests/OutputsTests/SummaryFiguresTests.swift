import FalcoAlerts
import Outputs
import Testing

@testable import Analysis

@Suite struct SummaryFiguresTests {
    /// A summary in which every number is another one.
    private static func distinct() -> Summary {
        var next = 1000
        func number() -> Int {
            next += 37
            return next
        }
        var summary = Samples.summary()
        summary.byPriority = (0..<8).map { _ in number() }
        summary.unknownPriorities = number()
        summary.tables = Summary.Table.Dimension.allCases.map { dimension in
            Summary.Table(
                dimension: dimension, rows: (0..<3).map { .init(name: "\(dimension)\($0)", count: number()) },
                otherAlerts: number(),
                otherNames: number())
        }
        summary.untimed = number()
        summary.busiestMinute = (Timestamp(seconds: 1_795_376_460), number())
        summary.distinctFingerprints = number()
        summary.repeats = number()
        var accounting = Accounting()
        accounting.delivered = number()
        accounting.filtered = number()
        accounting.undecodable = number()
        accounting.received = accounting.delivered + accounting.filtered + accounting.undecodable
        accounting.decoded = accounting.delivered + accounting.filtered
        accounting.collapsed = number()
        accounting.sinks = [
            .init(name: "terminal", delivered: number(), dropped: number(), waiting: number(), reason: "slow")
        ]
        summary.accounting = accounting
        summary.falcoDrops = number()
        return summary
    }

    private func forms(_ summary: Summary) -> [(name: String, text: String)] {
        func text(_ body: (inout [UInt8]) -> Void) -> String {
            var out: [UInt8] = []
            body(&out)
            return String(decoding: out, as: UTF8.self)
        }
        return [
            ("text", text { TerminalRenderer(width: 80).summary(summary, into: &$0) }),
            ("JSON", text { JSONRenderer().summary(summary, into: &$0) }),
            ("Markdown", text { MarkdownRenderer().summary(summary, into: &$0) }),
            ("CSV", text { CSVRenderer().summary(summary, into: &$0) }),
        ]
    }

    @Test func everyFormShowsTheSameNumbers() {
        let summary = Self.distinct()
        let figures = SummaryFigures(summary)
        var numbers =
            summary.byPriority + [
                summary.unknownPriorities, figures.total, summary.untimed, summary.distinctFingerprints,
            ]
        numbers += [summary.repeats, summary.busiestMinute?.count ?? 0, summary.falcoDrops ?? 0]
        let accounting = summary.accounting
        numbers += [
            accounting.received, accounting.delivered, accounting.filtered, accounting.undecodable,
            accounting.collapsed,
        ]
        numbers += accounting.sinks.flatMap { [$0.delivered, $0.dropped, $0.waiting] }
        numbers += summary.tables.flatMap { $0.rows.map(\.count) + [$0.otherAlerts, $0.otherNames] }
        for (name, text) in forms(summary) {
            let shown = Set(text.matches(of: /[0-9]+(\.[0-9]+)?/).map { String($0.output.0) })
            for number in numbers { #expect(shown.contains(String(number)), "\(name) lacks \(number)") }
            if let rate = figures.rate { #expect(shown.contains(rate), "\(name) lacks the rate") }
        }
    }

    @Test func namesStandWithTheirNumbers() {
        let summary = Self.distinct()
        for (name, text) in forms(summary) where name != "JSON" {
            let lines = text.split(whereSeparator: \.isNewline)
            for row in summary.tables.flatMap(\.rows) {
                #expect(
                    lines.contains { $0.contains(row.name) && $0.contains(String(row.count)) },
                    "\(name): \(row.name)")
            }
        }
    }

    @Test(arguments: [
        (0, "0 ms"), (999, "999 ms"), (1000, "1 s"), (12_540, "12.5 s"), (60_000, "1 min"),
        (242_000, "4 min 2 s"),
        (3_600_000, "1 h"), (11_400_000, "3 h 10 min"), (187_200_000, "2 d 4 h"),
    ])
    func durations(milliseconds: Int64, text: String) {
        #expect(SummaryFigures.duration(milliseconds: milliseconds) == text)
    }

    @Test func ratesDoNotOverflow() {
        var summary = Samples.summary()
        summary.byPriority = Array(repeating: Int.max / 16, count: 8)
        #expect(SummaryFigures(summary).rate != nil)
        summary.last = summary.first
        #expect(SummaryFigures(summary).rate == nil)
    }

    @Test func accountsThatDoNotBalanceAreShown() {
        var summary = Samples.summary()
        summary.accounting.received += 1
        let forms = forms(summary)
        #expect(forms[0].text.contains("DOES NOT BALANCE"))
        #expect(forms[1].text.contains("\"balances\":false"))
        #expect(forms[2].text.contains("**no**"))
        #expect(forms[3].text.contains("\"balances\",\"\",\"no\""))
    }
}
