import Outputs
import Testing

@Suite struct CSVRendererTests {
    @Test func summary() throws {
        var out: [UInt8] = []
        CSVRenderer().summary(Samples.summary(), into: &out)
        try Golden.expect(out, matches: "summary.csv")
    }
}
