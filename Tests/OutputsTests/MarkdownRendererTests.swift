import Analysis
import Outputs
import Testing

@Suite struct MarkdownRendererTests {
    @Test func report() throws {
        var out: [UInt8] = []
        MarkdownRenderer().report(try Samples.report(), into: &out)
        try Golden.expect(out, matches: "report.md")
    }

    @Test(arguments: [(1, "… and 1 more related alert."), (2, "… and 2 more related alerts.")])
    func omittedAlertsAreCounted(_ omitted: Int, _ words: String) throws {
        var report = try Samples.report()
        report.related.omitted = omitted
        var out: [UInt8] = []
        MarkdownRenderer().report(report, into: &out)
        #expect(String(decoding: out, as: UTF8.self).contains(words))
        out = []
        TerminalRenderer(width: 100).full(report, into: &out)
        #expect(String(decoding: out, as: UTF8.self).contains(words))
    }

    @Test func reportThatSaysNothing() throws {
        var out: [UInt8] = []
        MarkdownRenderer().report(try Samples.emptyReport(), into: &out)
        try Golden.expect(out, matches: "report-empty.md")
    }

    @Test func summary() throws {
        var out: [UInt8] = []
        MarkdownRenderer().summary(Samples.summary(), into: &out)
        try Golden.expect(out, matches: "summary.md")
    }
}
