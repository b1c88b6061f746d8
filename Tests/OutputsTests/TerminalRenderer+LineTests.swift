import Analysis
import Outputs
import TestSupport
import Testing

@Suite struct TerminalRendererLineTests {
    @Test(arguments: [40, 60, 80, 100, 140, 200])
    func fitsTheWidth(width: Int) throws {
        let renderer = TerminalRenderer(width: width)
        var out: [UInt8] = []
        renderer.line(try Samples.report().alert, fitted: true, count: 3, into: &out)
        renderer.line(try Samples.emptyReport().alert, fitted: true, count: 3, into: &out)
        renderer.line(try Samples.report().alert, fitted: true, count: 12_345, into: &out)
        try Golden.expect(out, matches: "line-\(width).txt")
        for line in String(decoding: out, as: UTF8.self).split(separator: "\n") {
            #expect(line.count <= width)
        }
    }

    @Test func isWholeInAPipe() throws {
        var out: [UInt8] = []
        TerminalRenderer().line(try Samples.report().alert, fitted: false, count: 3, into: &out)
        TerminalRenderer(colors: .full).line(try Samples.report().alert, fitted: false, count: 3, into: &out)
        try Golden.expect(out, matches: "line-pipe.txt")
    }
}
