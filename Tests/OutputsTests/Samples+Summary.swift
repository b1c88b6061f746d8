import FalcoAlerts

@testable import Analysis

extension Samples {
    static func summary(hostile: String? = nil) -> Summary {
        var accounting = Accounting()
        accounting.received = 143
        accounting.decoded = 142
        accounting.undecodable = 1
        accounting.filtered = 13
        accounting.delivered = 129
        accounting.collapsed = 17
        accounting.sinks = [
            .init(name: "terminal", delivered: 120, dropped: 9, reason: "the terminal could not keep up"),
            .init(name: "export", delivered: 129),
        ]
        let start = Timestamp(seconds: 1_795_376_400)
        func row(_ name: String, _ count: Int, _ title: String? = nil) -> Summary.Row {
            .init(name: hostile ?? name, title: title, count: count)
        }
        return Summary(
            byPriority: [0, 1, 17, 12, 41, 48, 9, 1], unknownPriorities: 0,
            tables: [
                .init(
                    dimension: .rule,
                    rows: [
                        row("Read sensitive file untrusted", 31),
                        row("Drop and execute new binary in container", 17),
                        row("Redirect STDOUT/STDIN to Network Connection in Container", 9),
                        row("Terminal shell in container", 4),
                    ], otherAlerts: 68, otherNames: 21),
                .init(
                    dimension: .host, rows: [row("vm", 120), row("mini-debian-lab", 9)], otherAlerts: 0,
                    otherNames: 0),
                .init(
                    dimension: .container, rows: [row("host", 100), row("peaceful_mestorf", 29)],
                    otherAlerts: 0, otherNames: 0),
                .init(
                    dimension: .image, rows: [row("docker.io/library/debian:12", 29)], otherAlerts: 0,
                    otherNames: 0),
                .init(dimension: .namespace, rows: [], otherAlerts: 0, otherNames: 0),
                .init(dimension: .user, rows: [row("root", 129)], otherAlerts: 0, otherNames: 0),
                .init(
                    dimension: .tag, rows: [row("container", 110), row("maturity_stable", 80)],
                    otherAlerts: 45, otherNames: 12),
                .init(
                    dimension: .technique, rows: [row("T1059", 40, "Command and Scripting Interpreter")],
                    otherAlerts: 60, otherNames: 9),
                .init(
                    dimension: .tactic, rows: [row("TA0002", 50, "Execution")], otherAlerts: 10, otherNames: 2
                ),
            ], first: Timestamp(seconds: 1_795_376_401, nanoseconds: 250_000_000),
            last: Timestamp(seconds: 1_795_376_640, nanoseconds: 750_000_000), untimed: 2,
            busiestMinute: (Timestamp(seconds: 1_795_376_460), 88),
            timeline: [1, 0, 3, 9, 30, 28, 12, 4, 0, 0, 1, 2, 18, 9, 3, 1, 0, 0, 2, 4], timelineStart: start,
            timelineStep: 12,
            distinctFingerprints: 88, fingerprintsCapped: false, repeats: 41, accounting: accounting,
            falcoDrops: 3,
            gaps: [
                .init(
                    start: Timestamp(seconds: 1_795_376_500), end: Timestamp(seconds: 1_795_376_512),
                    reason: "the connection was lost; up to a few dozen alerts in flight may be missing")
            ])
    }

    static let emptySummary = Summary(
        byPriority: Array(repeating: 0, count: 8), unknownPriorities: 0, tables: [], first: nil, last: nil,
        untimed: 0, busiestMinute: nil,
        timeline: [], timelineStart: nil, timelineStep: 0, distinctFingerprints: 0, fingerprintsCapped: false,
        repeats: 0,
        accounting: Accounting(), falcoDrops: nil, gaps: [])
}
