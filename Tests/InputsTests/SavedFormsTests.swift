import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs
@testable import Recordings

/// Files that are more than lines: packed ones, recordings, and what is wrong with them.
struct SavedFormsTests {
    let directory: TemporaryDirectory
    static let captured = Fixtures.url("alerts/falco-json-output.jsonl")

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// What a run gives.
    private struct Result {
        var seen = SourceRun.Seen()
        var faults: [String] = []
        var source: SavedAlertsSource
    }

    private func read(_ inputs: [String], pace: Double? = nil) async throws -> Result {
        let run = SourceRun()
        let faults = Monitor<[String]>([])
        let observer = run.observer
        let source = SavedAlertsSource(inputs, pace: pace) { event in
            observer(event)
            if case .broken(_, let reason) = event { faults.change { $0.append(reason) } }
        }
        run.begin(source)
        return Result(seen: try await run.over(), faults: faults.state, source: source)
    }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: directory.url.appending(path: name))
        return directory(name)
    }

    /// The captured alerts, packed, so many times one behind the other.
    private func packed(_ tool: String, times: Int = 1) async throws -> [UInt8] {
        let lines = Array(try Data(contentsOf: Self.captured))
        return try await Tool.run(tool, ["-c"], input: Array(repeatElement(lines, count: times).joined()))
            .bytes
    }

    @Test(arguments: ["gzip", "zstd"]) func aPackedFileIsWhatItWas(_ tool: String) async throws {
        // What it is its bytes tell, not its name.
        let path = try file("anything.txt", try await packed(tool))
        let result = try await read([path, Self.captured.path])
        #expect(result.seen.error == nil && result.faults.isEmpty)
        let rules = try Fixtures.jsonOutputAlerts().map(\.rule)
        #expect(result.seen.rules == rules + rules)
        #expect(
            result.source.progress
                == result.source.progress.map {
                    SourceProgress(bytes: $0.total ?? -1, total: $0.total)
                })
    }

    @Test(arguments: ["gzip", "zstd"]) func ofATruncatedFileWhatCameIsTaken(_ tool: String) async throws {
        // zstd gives its blocks of 128 KiB as a whole.
        let bytes = try await packed(tool, times: 10)
        let result = try await read([try file("cut", Array(bytes.dropLast(20)))])
        #expect(result.seen.error == nil)
        #expect(result.faults.count == 1)
        #expect(result.faults.first?.contains("cut short") == true)
        let rules = Array(repeatElement(try Fixtures.jsonOutputAlerts().map(\.rule), count: 10).joined())
        #expect((129 * 7..<1290).contains(result.seen.rules.count))
        #expect(result.seen.rules.elementsEqual(rules.prefix(result.seen.rules.count)))
    }

    @Test(arguments: ["gzip", "zstd"]) func aFileThatGivesNothingIsUnusable(_ tool: String) async throws {
        let result = try await read([try file("cut", Array(try await packed(tool).prefix(30)))])
        guard case .input(let error) = result.seen.error else {
            Issue.record("no error")
            return
        }
        #expect(error.code == .damaged)
    }

    @Test func whatIsPackedOtherwiseIsNamed() async throws {
        let result = try await read([try file("x", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1, 2, 3])])
        guard case .input(let error) = result.seen.error else {
            Issue.record("no error")
            return
        }
        #expect(error.message.contains("xzcat"))
    }

    // MARK: Recordings

    private func recording(_ moments: [UInt64], isFinished: Bool = true) -> [UInt8] {
        var encoder = RecordingEncoder()
        var bytes: [UInt8] = []
        encoder.beginning(RecordingHeader(), into: &bytes)
        for (index, moment) in moments.enumerated() {
            Array("{\"rule\":\"\(index)\"}".utf8).withUnsafeBytes {
                encoder.alert(.json, $0, received: moment, into: &bytes)
            }
        }
        if isFinished { encoder.end(into: &bytes) }
        return bytes
    }

    @Test func theDemoIsARecordingLikeOthers() async throws {
        let demo = Tool.root.appending(path: "Sources/CEmbedded/data/demo.recording")
        let result = try await read([demo.path])
        #expect(result.seen.error == nil && result.faults.isEmpty)
        #expect(result.seen.rules.count == 30)
    }

    @Test(arguments: [false, true])
    func aRecordingIsReadUpToItsFault(_ isPacked: Bool) async throws {
        var bytes = recording(Array(0..<1000))
        bytes[bytes.count / 2] ^= 1
        if isPacked { bytes = try await Tool.run("zstd", ["-c"], input: bytes).bytes }
        let result = try await read([try file("damaged", bytes)])
        #expect(result.seen.error == nil)
        #expect((400...600).contains(result.seen.rules.count))
        #expect(result.faults.first?.contains("damaged behind alert") == true)
        let unfinished = try await read([try file("unfinished", recording([1, 2], isFinished: false))])
        #expect(unfinished.seen.rules == ["0", "1"])
        #expect(unfinished.faults.first?.contains("no end") == true)
    }

    @Test func anotherLayoutIsRefused() async throws {
        let result = try await read([try file("later", Array("FALCONER-RECORDING 9\nwhatever".utf8))])
        guard case .input(let error) = result.seen.error else {
            Issue.record("no error")
            return
        }
        #expect(error.message.contains("layout"))
    }

    /// A file that ends while it is not clear yet what it is.
    @Test(arguments: ["F", "FALCONER-RECORDI", "FALCONER-RECORDING ", "(", "\u{1F}"])
    func aShortBeginningOfAnythingIsNothing(_ text: String) async throws {
        let result = try await read([try file("short", Array(text.utf8))])
        #expect(result.seen.error != nil)
        #expect(result.seen.rules.isEmpty)
    }

    // MARK: Pace

    @Test func alertsComeAtTheirPace() async throws {
        let second: UInt64 = 1_000_000_000
        // The second is received before the first: it does not wait, and the third is counted from the first.
        let path = try file("recording", recording([5 * second, 4 * second, 6 * second]))
        let start = ContinuousClock.now
        let result = try await read([path], pace: 5)
        #expect(result.seen.rules == ["0", "1", "2"])
        #expect(result.seen.takes == 3, "each comes when it is due")
        #expect(ContinuousClock.now - start >= .milliseconds(200))
        #expect(result.source.counts.received == 3)
    }

    @Test func linesComeAtThePaceOfTheirEvents() async throws {
        let lines = [7, 8].map { "{\"rule\":\"\($0)\",\"time\":\"2026-11-22T19:41:0\($0)Z\"}\n" }.joined()
        let start = ContinuousClock.now
        let result = try await read([try file("lines", Array(lines.utf8))], pace: 4)
        #expect(result.seen.rules == ["7", "8"])
        #expect(ContinuousClock.now - start >= .milliseconds(250))
    }

    @Test func aWaitOfYearsCanBeEnded() async throws {
        let run = SourceRun()
        let source = SavedAlertsSource([try file("recording", recording([0, .max]))], pace: 1) { _ in }
        run.begin(source)
        _ = try await run.lines(1)
        source.stop()
        let seen = try await run.over()
        #expect(seen.rules == ["0"])
        #expect(source.counts.received == 1)
    }
}
