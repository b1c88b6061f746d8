import FalcoAlerts
import FalcoRPC
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
                return Uptake(goesOn: seen.count < enough)
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
            return .more
        }
        #expect(originals.withLock { $0.sorted() } == pair)
    }

    @Test func oneThatFailsLeavesTheOthersAlone() async throws {
        let pipe = directory("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        // Held open for writing, so that reading it waits; by nobody else, so that it ends.
        let writer = open(pipe, O_RDWR | O_CLOEXEC)
        let endings = Monitor<[MergedSource.Ending]>([])
        let merged = MergedSource([
            NamedSource("pipe", SavedAlertsSource([pipe]) { _ in }),
            NamedSource("missing", SavedAlertsSource([directory("missing")]) { _ in }),
        ]) { ending in endings.change { $0.append(ending) } }
        async let seen = failingRun(merged)
        try await endings.wait(for: "the failure") { $0.count == 1 }
        let ending = try #require(endings.state.first)
        #expect(ending.name == "missing" && ending.failure != nil)
        #expect(ending.others == 1 && ending.isFirstFailure)
        let line = Array((alert("r", 1) + "\n").utf8)
        #expect(write(writer, line, line.count) == line.count)
        // Not before it has been read: a pipe that nobody holds open yet would lose it.
        var unread = pollfd(fd: writer, events: Int16(POLLIN), revents: 0)
        while poll(&unread, 1, 0) > 0 { await Task.yield() }
        close(writer)
        let (rules, failure) = await seen
        #expect(rules == ["r 1"])
        guard case .input(let error) = failure else {
            Issue.record("the failure is not told at the end: \(String(describing: failure))")
            return
        }
        #expect(error.code == .notFound)
        #expect(!merged.haveAllFailed && merged.hasAlerts)
        #expect(endings.state.last?.name == "pipe" && endings.state.last?.failure == nil)
    }

    @Test func whenAllFailTheFirstFaultIsTold() async throws {
        let endings = Mutex<[MergedSource.Ending]>([])
        let merged = MergedSource(
            ["a", "b"].map { NamedSource($0, SavedAlertsSource([directory($0)]) { _ in }) }
        ) { ending in endings.withLock { $0.append(ending) } }
        let (rules, failure) = await failingRun(merged)
        #expect(rules.isEmpty && failure != nil)
        #expect(merged.haveAllFailed && !merged.hasAlerts)
        #expect(endings.withLock { $0.map(\.isFirstFailure) } == [true, false])
    }

    /// As `--no-reconnect` wants it.
    @Test func aLostFalcoMayEndAll() async throws {
        let pipe = directory("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let writer = open(pipe, O_RDWR)
        defer { close(writer) }
        var options = SubscriptionOptions()
        options.reconnects = false
        let falco = FalcoClient(.unix(path: directory("none.sock"))).alerts(options)
        let merged = MergedSource(
            [
                NamedSource("pipe", SavedAlertsSource([pipe]) { _ in }),
                NamedSource("falco", SubscriptionSource(falco)),
            ], endsWithFalco: true)
        let (_, failure) = await failingRun(merged)
        guard case .falco = failure else {
            Issue.record("it is not the Falco: \(String(describing: failure))")
            return
        }
    }

    /// Alerts that another source brought count only as far as the batch was looked at.
    @Test func whatIsNotTakenWasNotReceived() async throws {
        let first = try lines("first", [alert("known", 1), alert("known", 2)])
        let pipe = directory("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let writer = open(pipe, O_RDWR)
        defer { close(writer) }
        let second = [
            alert("known", 1), alert("new", 1), alert("known", 2), alert("new", 2), alert("new", 3),
        ]
        let bytes = Array((second.joined(separator: "\n") + "\n").utf8)
        let merged = MergedSource(
            [first, NamedSource("second", SavedAlertsSource([pipe]) { _ in })]
        ) { ending in
            if ending.name == "first" { _ = write(writer, bytes, bytes.count) }
        }
        try await merged.run { batch in
            batch.contains { $0.rule == "new" } ? .enough(taken: 1) : .more
        }
        let counts = try #require(merged.shares.last?.counts)
        // Of the batch two alerts were looked at, one of them known; three came through the pipe for nothing.
        #expect(counts.received == 5 && counts.duplicates == 1 && counts.unwanted == 3)
    }

    private func failingRun(_ merged: MergedSource) async -> ([String], SourceError?) {
        let seen = Mutex<[String]>([])
        do throws(SourceError) {
            try await merged.run { batch in
                seen.withLock { $0 += batch.map { "\($0.rule) \($0["proc.pid"] ?? "")" } }
                return .more
            }
            return (seen.withLock { $0 }, nil)
        } catch {
            return (seen.withLock { $0 }, error)
        }
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
