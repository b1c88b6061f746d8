import Analysis
import Outputs
import Testing

@Suite struct TerminalRendererTests {
    private func bytes(_ body: (inout [UInt8]) -> Void) -> [UInt8] {
        var out: [UInt8] = []
        body(&out)
        return out
    }

    @Test(arguments: [40, 72, 100, 160])
    func fullReport(width: Int) throws {
        let report = try Samples.report()
        let renderer = TerminalRenderer(width: width)
        try Golden.expect(bytes { renderer.full(report, into: &$0) }, matches: "report-\(width).txt")
    }

    @Test(arguments: [ColorDepth.basic, .full])
    func colours(depth: ColorDepth) throws {
        let report = try Samples.report()
        let renderer = TerminalRenderer(width: 100, colors: depth)
        try Golden.expect(bytes { renderer.full(report, into: &$0) }, matches: "report-100-\(depth).ansi")
    }

    @Test func shortReport() throws {
        let report = try Samples.report()
        try Golden.expect(bytes { TerminalRenderer().short(report, into: &$0) }, matches: "short.txt")
    }
}
