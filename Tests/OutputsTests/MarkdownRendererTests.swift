import Analysis
import Outputs
import Testing

@Suite struct MarkdownRendererTests {
    @Test func report() throws {
        var out: [UInt8] = []
        MarkdownRenderer().report(try Samples.report(), into: &out)
        try Golden.expect(out, matches: "report.md")
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
