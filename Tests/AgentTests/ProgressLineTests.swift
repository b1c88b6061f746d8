import Inputs
import Testing

@testable import Agent

struct ProgressLineTests {
    @Test func aLineSaysHowFarItIs() {
        let line = ProgressLine()
        let start = ContinuousClock.now
        let text = line.text(
            SourceProgress(bytes: 250_000_000, total: 1_000_000_000), alerts: 1_234_567,
            at: start + .seconds(10), columns: 100)
        #expect(text.hasPrefix("25 % · 250 MB of 1.0 GB · 2"))
        #expect(text.contains("MB/s · 1,234,567 alerts"))
        #expect(text.hasSuffix(" s left"))
    }

    @Test func aPipeHasNoEnd() {
        let text = ProgressLine().text(
            SourceProgress(bytes: 999, total: nil), alerts: 1, at: .now + .seconds(1), columns: 100)
        #expect(text.hasPrefix("999 B · "))
        #expect(text.hasSuffix("1 alert"))
    }

    @Test func itFitsTheTerminal() {
        let progress = SourceProgress(bytes: 5, total: 10)
        #expect(ProgressLine().text(progress, alerts: 5, columns: 10).count == 10)
        #expect(ProgressLine().text(progress, alerts: 5, columns: -1).isEmpty)
    }

    @Test(arguments: [
        (0.0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9940, "9.9 kB"), (12_345, "12 kB"),
        (999_600, "1.0 MB"),
        (2.5e9, "2.5 GB"), (1e20, "100000 PB"),
    ]) func bytesAreReadable(_ count: Double, _ text: String) {
        #expect(ProgressLine.bytes(count) == text)
    }
}
