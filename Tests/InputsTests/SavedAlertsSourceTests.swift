import FalcoAlerts
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Inputs

@Suite struct SavedAlertsSourceTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// What a run gives.
    private final class Seen: Sendable {
        let rules = Mutex<[String]>([])
        let odd = Mutex<[(line: Int, size: Int, reason: String)]>([])
    }

    private func read(_ inputs: [String], enough: Int = .max) async -> (Seen, SourceCounts, SourceError?) {
        let seen = Seen()
        let source = SavedAlertsSource(inputs) { event in
            guard case .undecodable(_, let line, _, let size, let reason) = event else { return }
            seen.odd.withLock { $0.append((line, size, reason)) }
        }
        do throws(SourceError) {
            try await source.run { batch in
                seen.rules.withLock { rules in
                    rules += batch.map(\.rule)
                    return Uptake(goesOn: rules.count < enough)
                }
            }
            return (seen, source.counts, nil)
        } catch {
            return (seen, source.counts, error)
        }
    }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: directory.url.appending(path: name))
        return directory(name)
    }

    @Test func theCapturedLinesAreTheCapturedAlerts() async throws {
        let (seen, counts, error) = await read([Fixtures.url("alerts/falco-json-output.jsonl").path])
        #expect(error == nil)
        #expect(seen.rules.withLock { $0 } == Array(try Fixtures.jsonOutputAlerts()).map(\.rule))
        #expect(counts.received == 129 && counts.undecodable == 0)
    }

    @Test func filesComeOneAfterTheOther() async throws {
        let first = try file("a", Array(#"{"rule":"one"}"#.utf8))
        let second = try file("b", Array("{\"rule\":\"two\"}\r\n\n{\"rule\":\"three\"}\n".utf8))
        let (seen, counts, error) = await read([first, second, first])
        #expect(error == nil)
        #expect(seen.rules.withLock { $0 } == ["one", "two", "three", "one"])
        #expect(counts.received == 4)
    }

    @Test func oddLinesAreNamedAndTheRestGoesOn() async throws {
        var bytes = Array("{\"rule\":\"one\"}\nnonsense\n\n[]\n{\"rule\":\"two\"}\n".utf8)
        bytes += [0xFF, 0xFE, 0x00, 0x0A]
        bytes += Array(repeating: UInt8(ascii: "x"), count: SavedAlertsSource.longestLine + 1)
        bytes += Array("\n{\"rule\":\"three\"".utf8)
        let (seen, counts, error) = await read([try file("a", bytes)])
        #expect(error == nil)
        #expect(seen.rules.withLock { $0 } == ["one", "two"])
        let odd = seen.odd.withLock { $0 }
        #expect(odd.map(\.line) == [2, 4, 6, 7, 8])
        #expect(odd[3].size == SavedAlertsSource.longestLine + 1)
        #expect(odd[3].reason.contains("longer than 16 MiB"))
        #expect(counts.received == 7 && counts.undecodable == 5)
    }

    @Test func nothingButOddLinesIsTheWrongFile() async throws {
        let (_, counts, error) = await read([try file("a", Array("x\ny\n".utf8))])
        guard case .input(let fault) = error else {
            Issue.record("no error")
            return
        }
        #expect(fault.code == .noAlerts)
        #expect(counts.undecodable == 2)
        let (_, _, none) = await read([try file("empty", [])])
        #expect(none == nil, "a file without lines is a file without alerts")
    }

    @Test func whatCannotBeReadIsSaid() async throws {
        func code(_ path: String) async -> InputError.Code? {
            guard case .input(let error) = (await read([path])).2 else { return nil }
            return error.code
        }
        #expect(await code(directory("none")) == .notFound)
        #expect(await code(directory.url.path) == .unreadable)
        #expect(await code("") == .notFound)
    }

    @Test func oneThatCannotBeUsedLeavesTheOthersAlone() async throws {
        try Data("{\"rule\":\"good\"}\n".utf8).write(to: directory.url.appending(path: "good"))
        try Data("x\ny\n".utf8).write(to: directory.url.appending(path: "odd"))
        let failed = Mutex<[String]>([])
        let rules = Mutex<[String]>([])
        let source = SavedAlertsSource([directory("missing"), directory("good"), directory("odd")]) { event in
            guard case .failed(let input, _, let othersFollow) = event else { return }
            failed.withLock { $0.append("\(input.split(separator: "/").last ?? "") \(othersFollow)") }
        }
        var failure: SourceError?
        do throws(SourceError) {
            try await source.run { batch in
                rules.withLock { $0 += batch.map(\.rule) }
                return .more
            }
        } catch {
            failure = error
        }
        #expect(rules.withLock { $0 } == ["good"])
        #expect(failed.withLock { $0 } == ["missing true", "odd false"])
        guard case .input(let error) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.code == .notFound && error.input == directory("missing"))
        #expect(source.counts.received == 3 && source.counts.undecodable == 2)
    }

    @Test func whatAFileHoldsBeyondEnoughWasNotReceived() async throws {
        let source = SavedAlertsSource([Fixtures.url("alerts/falco-json-output.jsonl").path]) { _ in }
        try await source.run { _ in .enough(taken: 3) }
        #expect(source.counts.received == 3 && source.counts.unwanted == 0)
    }

    @Test func longerLinesThanWantedAreNoAlerts() async throws {
        let long = #"{"rule":"long","output":"\#(String(repeating: "x", count: 2000))"}"#
        try Data("\(long)\n{\"rule\":\"short\"}\n".utf8).write(to: directory.url.appending(path: "lines"))
        let odd = Mutex<[Int]>([])
        let source = SavedAlertsSource([directory("lines")], longestAlert: 1024) { event in
            if case .undecodable(_, let line, _, _, _) = event { odd.withLock { $0.append(line) } }
        }
        let rules = Mutex<[String]>([])
        try await source.run { batch in
            rules.withLock { $0 += batch.map(\.rule) }
            return .more
        }
        #expect(rules.withLock { $0 } == ["short"] && odd.withLock { $0 } == [1])
    }

    @Test func itEndsWhenThereIsEnough() async throws {
        let (seen, _, error) = await read(
            [Fixtures.url("alerts/falco-json-output.jsonl").path, directory("never-opened")], enough: 1)
        #expect(error == nil)
        #expect(seen.rules.withLock { $0.count } > 0)
    }

    /// A pipe may have nothing for hours.
    @Test func stoppingEndsAWaitForAPipe() async throws {
        try #require(mkfifo(directory("pipe"), 0o600) == 0)
        // Both ends, so that neither open waits.
        let end = open(directory("pipe"), O_RDWR)
        defer { close(end) }
        let source = SavedAlertsSource([directory("pipe")]) { _ in }
        let seen = Seen()
        let run = Task {
            try await source.run { batch in
                seen.rules.withLock { $0 += batch.map(\.rule) }
                source.stop()
                return .more
            }
        }
        // Half a line behind it: the end of the run is not the end of the line.
        let line = Array("{\"rule\":\"live\"}\n{\"rule\":".utf8)
        #expect(write(end, line, line.count) == line.count)
        try await run.value
        #expect(seen.rules.withLock { $0 } == ["live"])
        #expect(source.counts.undecodable == 0)
    }
}
