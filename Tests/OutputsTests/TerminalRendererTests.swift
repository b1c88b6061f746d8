import Analysis
import Testing

@testable import Outputs

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

    /// Nothing but command lines, addresses and YAML, which are there to be copied, runs over the edge.
    @Test func linesFitEveryWidth() throws {
        let wide = try Samples.hostileReport("日本語のファイル名 with spaces 日本語のファイル名日本語のファイル名日本語のファイル名")
        for width in stride(from: 40, through: 200, by: 5) {
            let renderer = TerminalRenderer(width: width)
            for report in [try Samples.report(), try Samples.emptyReport(), wide] {
                let whole =
                    report.references + report.commands.map(\.shell.text)
                    + report.mitigation.compactMap { $0.command?.shell.text }
                let yaml = report.configuration.compactMap(\.yaml).flatMap {
                    $0.split(separator: "\n").map(String.init)
                }
                let text = String(decoding: bytes { renderer.full(report, into: &$0) }, as: UTF8.self)
                for line in text.split(separator: "\n") where TextWidth.columns(line) > width {
                    #expect((whole + yaml).contains { line.hasSuffix($0) }, "\(width): \(line)")
                }
            }
            let summary = String(
                decoding: bytes { renderer.summary(Samples.summary(), into: &$0) }, as: UTF8.self)
            for line in summary.split(separator: "\n") {
                #expect(TextWidth.columns(line) <= width, "\(width): \(line)")
            }
        }
    }
}
