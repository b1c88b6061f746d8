import Foundation
import Outputs
import Testing

@Suite struct QuarantineFileTests {
    private let path = FileManager.default.temporaryDirectory.appending(
        path: "falconer-quarantine-\(UUID().uuidString)"
    ).path

    @Test func linesHoldReasonSizeAndBytes() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = QuarantineFile(path: path)
        #expect(!FileManager.default.fileExists(atPath: path))
        try file.add([0, 0xFF, 0x1B], size: 3, reason: "not the encoding of a Falco alert")
        try file.add([], size: 9_000_000, reason: "too\tlong\n")
        #expect(
            try String(contentsOfFile: path, encoding: .utf8)
                == "not the encoding of a Falco alert\t3\t00ff1b\ntoo\\tlong\\n\t9000000\t\n")
        #expect(file.written == 2 && file.skipped == 0)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test func neverGrowsBeyondItsLimit() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        for _ in 0..<2 {
            var file = QuarantineFile(path: path, limit: 100)
            for _ in 0..<10 { try file.add([UInt8](repeating: 1, count: 10), size: 10, reason: "r") }
            #expect(file.written + file.skipped == 10)
        }
        #expect(try Data(contentsOf: URL(filePath: path)).count == 78)
    }

    @Test func reopensAfterRotation() throws {
        defer {
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: path + ".1")
        }
        var file = QuarantineFile(path: path)
        try file.add([1], size: 1, reason: "a")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        file.reopen()
        try file.add([2], size: 1, reason: "b")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "b\t1\t02\n")
        #expect(try String(contentsOfFile: path + ".1", encoding: .utf8) == "a\t1\t01\n")
    }

    @Test func linksAndDevicesAreRefused() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".target")
        var link = QuarantineFile(path: path)
        let error = #expect(throws: OutputError.self) { try link.add([1], size: 1, reason: "r") }
        #expect(error?.code == .refused)
        #expect(link.skipped == 1)
        #expect(!FileManager.default.fileExists(atPath: path + ".target"))
        var device = QuarantineFile(path: "/dev/null")
        #expect(throws: OutputError.self) { try device.add([1], size: 1, reason: "r") }
    }
}
