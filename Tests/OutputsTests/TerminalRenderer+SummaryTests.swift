import Outputs
import Testing

@Suite struct TerminalRendererSummaryTests {
    @Test(arguments: [40, 80, 100, 160])
    func summary(width: Int) throws {
        var out: [UInt8] = []
        TerminalRenderer(width: width).summary(Samples.summary(), into: &out)
        try Golden.expect(out, matches: "summary-\(width).txt")
    }

    @Test func colours() throws {
        var out: [UInt8] = []
        TerminalRenderer(width: 100, colors: .full).summary(Samples.summary(), into: &out)
        try Golden.expect(out, matches: "summary-100-full.ansi")
    }

    @Test func nothingReceived() throws {
        var out: [UInt8] = []
        TerminalRenderer(width: 80).summary(Samples.emptySummary, into: &out)
        try Golden.expect(out, matches: "summary-empty.txt")
    }
}
