import FalcoAlerts
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Inputs

/// Several sources at once.
@Suite struct MergedSourceTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func lines(_ name: String, _ lines: [String]) throws -> NamedSource {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: directory.url.appending(path: name))
        return NamedSource(name, SavedAlertsSource([directory(name)]) { _ in })
    }

    private func alert(_ rule: String, _ number: Int) -> String {
        let time = "2026-11-22T10:00:\(String(number + 100).dropFirst()).000000000Z"
        return #"{"rule":"\#(rule)","time":"\#(time)","output_fields":{"proc.pid":\#(number)}}"#
    }

    private func run(_ merged: MergedSource, enough: Int = .max) async throws -> [String] {
        let seen = Mutex<[String]>([])
        try await merged.run { batch in
            seen.withLock { seen in
                seen += batch.map { "\($0.rule) \($0["proc.pid"] ?? "")" }
                return seen.count < enough
            }
        }
        return seen.withLock { $0 }
    }

    @Test func whatTwoBringIsHandedOnOnce() async throws {
        let both = (0..<50).map { alert("r", $0) }
        let first = try lines("first", both + [alert("first only", 1)])
        let second = try lines("second", both.reversed() + [alert("second only", 1)])
        let merged = MergedSource([first, second])
        let seen = try await run(merged)
        #expect(seen.count == 52 && Set(seen).count == 52)
        #expect(seen.contains("first only 1") && seen.contains("second only 1"))
        let counts = merged.counts
        #expect(counts.received == 102 && counts.duplicates == 50)
        #expect(merged.shares.map(\.name) == ["first", "second"])
        #expect(merged.shares.map(\.counts.received) == [51, 51])
        #expect(merged.shares.reduce(0) { $0 + $1.counts.duplicates } == 50)
    }

    @Test func whatOneBringsTwiceHappenedTwice() async throws {
        let twice = [alert("r", 1), alert("r", 1)]
        let merged = MergedSource([
            try lines("a", twice), try lines("b", twice), try lines("c", twice + [alert("r", 1)]),
        ])
        #expect(try await run(merged).count == 3)
        #expect(merged.counts.duplicates == 4)
    }

    @Test func aloneNothingIsCompared() async throws {
        let merged = MergedSource([try lines("a", [alert("r", 1), alert("r", 1)])])
        #expect(try await run(merged).count == 2)
        #expect(merged.counts.duplicates == 0)
    }

    @Test func theOriginalsOfWhatIsLeftStay() async throws {
        let pair = [alert("r", 1), alert("r", 2)]
        let originals = Mutex<[String]>([])
        let sources = try ["a", "b"].map { name in
            let named = try lines(name, name == "a" ? [pair[0]] : pair)
            return NamedSource(
                name, SavedAlertsSource([directory(named.name)], keepsOriginals: true) { _ in })
        }
        try await MergedSource(sources).run { batch in
            for alert in batch {
                alert.withOriginal { _, bytes in
                    originals.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                }
            }
            return true
        }
        #expect(originals.withLock { $0.sorted() } == pair)
    }

    @Test func oneThatFailsEndsTheOthersToo() async throws {
        let pipe = directory("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        // Held open for writing, so that reading it waits for ever.
        let writer = open(pipe, O_RDWR)
        defer { close(writer) }
        let merged = MergedSource([
            NamedSource("pipe", SavedAlertsSource([pipe]) { _ in }),
            NamedSource("missing", SavedAlertsSource([directory("missing")]) { _ in }),
        ])
        await #expect(throws: SourceError.self) { _ = try await run(merged) }
    }

    @Test func enoughFromOneIsEnoughFromAll() async throws {
        let pipe = directory("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let writer = open(pipe, O_RDWR)
        defer { close(writer) }
        let merged = MergedSource([
            NamedSource("pipe", SavedAlertsSource([pipe]) { _ in }),
            try lines("a", [alert("r", 1)]),
        ])
        #expect(try await run(merged, enough: 1) == ["r 1"])
    }

    @Test func whatIsRememberedIsBounded() {
        var table = DuplicateTable(sources: 2)
        var new = 0
        for number in 0...DuplicateTable.capacity
        where table.isNew(AlertDigest(value: UInt64(number)), from: 0) {
            new += 1
        }
        #expect(new == DuplicateTable.capacity + 1)
        // The first is forgotten, the others are not.
        let forgotten = table.isNew(AlertDigest(value: 0), from: 1)
        let kept = !table.isNew(AlertDigest(value: UInt64(DuplicateTable.capacity)), from: 1)
        #expect(forgotten && kept)
    }
}
