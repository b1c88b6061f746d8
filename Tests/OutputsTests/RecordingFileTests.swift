import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Outputs
@testable import Recordings

struct RecordingFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func header() -> RecordingHeader {
        var header = RecordingHeader()
        header.inputs = ["file /var/log/falco/events.json"]
        return header
    }

    private func originals() throws -> AlertBatch {
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        for message in try Fixtures.messages("grpc-json-output.b64").prefix(5) {
            try builder.decode([UInt8](message))
        }
        try builder.decode(json: Array("{\"rule\":\"as it \\u0063ame\"}".utf8))
        return try #require(try builder.take())
    }

    private func unpacked(_ path: String) async throws -> [UInt8] {
        if !path.hasSuffix(".zst") { return Array(try Data(contentsOf: URL(filePath: path))) }
        // What was not ended yet is read as far as it goes.
        return try await Tool.run("zstd", ["-d", "-c", path]).bytes
    }

    @Test(arguments: ["r.rec", "r.rec.zst"]) func alertsAreKeptAsTheyCame(_ name: String) async throws {
        let batch = try originals()
        var file = try RecordingFile.create(directory(name), header())
        file.add(batch, received: 7)
        // One that was never decoded here.
        file.add(try AlertValues(priority: .notice, rule: "made").alert().batch, received: 8)
        file.finish()
        #expect(file.written == 7 && file.skipped == 0 && file.failure == nil)
        let recording = try Recording(try await unpacked(directory(name)))
        #expect(recording.header == header())
        #expect(recording.entries.map(\.received) == [7, 7, 7, 7, 7, 7, 8])
        #expect(
            recording.entries.map(\.encoding) == Array(repeating: .protobuf, count: 5) + [.json, .protobuf])
        let messages = try Fixtures.messages("grpc-json-output.b64").prefix(5).map { [UInt8]($0) }
        #expect(recording.entries.prefix(5).map(\.bytes) == messages)
        #expect(recording.entries[5].bytes == Array("{\"rule\":\"as it \\u0063ame\"}".utf8))
    }

    /// As if the recorder had been killed.
    @Test(arguments: ["r.rec", "r.rec.zst"]) func atEveryMomentItCanBeRead(_ name: String) async throws {
        let batch = try originals()
        var file = try RecordingFile.create(directory(name), header())
        file.add(batch, received: 7)
        file.add(batch, received: 8)
        var parser = RecordingParser()
        var count = 0
        try await unpacked(directory(name)).withUnsafeBytes { bytes in
            try parser.parse(bytes) { _ in count += 1 }
        }
        #expect(count == 12)
        #expect(throws: RecordingError.self) { try parser.finish() }
        file.finish()
    }

    @Test func onlyANewFileIsWritten() throws {
        try "precious".write(toFile: directory("there"), atomically: false, encoding: .utf8)
        symlink(directory("there"), directory("link"))
        symlink(directory("nowhere"), directory("dangling"))
        for name in ["there", "link", "dangling"] {
            #expect(throws: OutputError.self) {
                _ = try RecordingFile.create(directory(name), header()).written
            }
        }
        #expect(try String(contentsOfFile: directory("there"), encoding: .utf8) == "precious")
        #expect(!FileManager.default.fileExists(atPath: directory("nowhere")))
        let file = try RecordingFile.create(directory("new"), header())
        #expect(file.failure == nil)
        let mode =
            try FileManager.default.attributesOfItem(atPath: directory("new"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }
}
