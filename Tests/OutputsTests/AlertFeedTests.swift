import FalcoAlerts
import Outputs
import Testing

@Suite struct AlertFeedTests {
    private func alert(_ rule: String, second: Int64) throws -> Alert {
        try Samples.alert(
            AlertValues(
                time: Timestamp(seconds: 1_795_376_469 + second), priority: .warning, rule: rule,
                fields: [("proc.cmdline", "cat x")],
                hostname: "vm"))
    }

    @Test func repeatsCountUpInPlaceOnATerminal() throws {
        let channel = try Channel.terminal()
        var feed = AlertFeed(
            sink: StreamSink(descriptor: channel.input), renderer: .init(width: 64), updates: true)
        var screen = Screen()
        try feed.show(Array("first report\n".utf8))
        for count in 2...100 {
            let alert = try alert("A", second: 0)
            try feed.showRepeat(alert, fingerprint: alert.fingerprint, total: count)
            if count.isMultiple(of: 10) {
                let other = try self.alert("B", second: 1)
                try feed.showRepeat(other, fingerprint: other.fingerprint, total: count / 10 + 1)
            }
            try feed.flush()
            screen.feed(channel.readAvailable())
        }
        #expect(feed.collapsed == 98 + 9)
        try feed.show(Array("second report\n".utf8))
        let again = try alert("A", second: 2)
        try feed.showRepeat(again, fingerprint: again.fingerprint, total: 101)
        try feed.finish()
        screen.feed(channel.readAvailable())
        #expect(screen.faults.isEmpty)
        #expect(
            screen.text == """
                first report
                19:41:09.000 WARNING   A                                    ×100
                19:41:10.000 WARNING   B                                    ×11
                second report
                19:41:11.000 WARNING   A                                    ×101

                """)
    }

    @Test func manyDifferentRepeatsSettle() throws {
        let channel = try Channel.terminal()
        var feed = AlertFeed(
            sink: StreamSink(descriptor: channel.input), renderer: .init(width: 64), updates: true)
        var screen = Screen()
        for index in 0..<20 {
            let alert = try alert("R\(index)", second: 0)
            try feed.showRepeat(alert, fingerprint: alert.fingerprint, total: 2)
            try feed.flush()
            screen.feed(channel.readAvailable())
        }
        #expect(screen.faults.isEmpty)
        #expect(screen.lines.count == 21)
        #expect(screen.lines[0].contains("R0") && screen.lines[19].contains("R19"))
    }

    @Test func repeatsTakeOneLineAFlushInAPipe() throws {
        let channel = try Channel.pipe()
        var feed = AlertFeed(sink: StreamSink(descriptor: channel.input), renderer: .init(), updates: true)
        try feed.show(Array("report\n".utf8))
        for index in 0..<50 {
            let alert = try alert(index.isMultiple(of: 5) ? "B" : "A", second: 0)
            try feed.showRepeat(alert, fingerprint: alert.fingerprint, total: index + 2)
        }
        try feed.flush()
        let alert = try alert("A", second: 3)
        try feed.showRepeat(alert, fingerprint: alert.fingerprint, total: 52)
        try feed.flush()
        #expect(feed.collapsed == 48)
        #expect(
            String(decoding: channel.readAvailable(), as: UTF8.self) == """
                report
                2026-11-22T19:41:09.000Z  WARNING    B  "cat x"  vm  ×10
                2026-11-22T19:41:09.000Z  WARNING    A  "cat x"  vm  ×40
                2026-11-22T19:41:12.000Z  WARNING    A  "cat x"  vm

                """)
    }

    /// A paused terminal gets the newest counts once it reads again, and never a torn line.
    @Test func aPausedTerminalMissesOnlyIntermediateCounts() throws {
        let channel = try Channel.terminal()
        var feed = AlertFeed(
            sink: StreamSink(descriptor: channel.input), renderer: .init(width: 200), updates: true)
        for count in 2...4000 {
            let alert = try alert("A", second: 0)
            try feed.showRepeat(alert, fingerprint: alert.fingerprint, total: count)
            try feed.flush()
        }
        var seen: [UInt8] = []
        for _ in 0..<100 {
            seen += channel.readAvailable()
            try feed.flush()
        }
        // What waits for a paused terminal is little, however long the storm.
        #expect(seen.count < 3 * StreamSink.terminalBacklog)
        var screen = Screen()
        screen.feed(seen)
        #expect(screen.faults.isEmpty)
        #expect(screen.lines.count == 2)
        #expect(screen.lines[0].hasSuffix("×4000"))
    }
}
