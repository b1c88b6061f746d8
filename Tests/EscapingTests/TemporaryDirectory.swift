import Foundation
import Testing

/// A directory that goes away with its owner.
final class TemporaryDirectory {
    let url = FileManager.default.temporaryDirectory.appending(path: "falconer-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func contents() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    }

    /// Writes `script` into the directory, runs `program` on it there, and gives its standard output.
    func run(_ program: String, _ script: String, _ arguments: [String] = [], succeeds: Bool = true) throws
        -> [UInt8]
    {
        try Data(script.utf8).write(to: url.appending(path: "script"))
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments + ["script"]
        process.currentDirectoryURL = url
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        if succeeds { #expect(process.terminationStatus == 0) }
        return Array(output)
    }
}
