import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs
@testable import Recordings

/// A kind of source for ``SourceConformanceTests``. A new kind is tested once it stands in ``all``.
struct SourceKind: Sendable, CustomTestStringConvertible {
    typealias Observer = @Sendable (InputEvent) -> Void

    var name: String
    /// Whether it ends when it has given all there is.
    var endsByItself: Bool
    /// Whether its undecodable lines have the numbers that they have among the lines given to it.
    var numbersLines = true
    /// Whether a line that is no JSON at all can get into it.
    var takesNonsense = true
    /// Makes a source that will bring these lines, which are Falco's JSON or nonsense, in this order.
    var make:
        @Sendable (_ lines: [String], TemporaryDirectory, @escaping Observer) async throws -> any AlertSource

    var testDescription: String { name }

    static let all = [lines, standardInput, packed, followed, recording, http]

    static let lines = SourceKind(name: "JSON lines", endsByItself: true) { lines, directory, observer in
        try write(lines, to: directory("lines.json"))
        return SavedAlertsSource([directory("lines.json")], observer: observer)
    }

    /// A pipe that stays open.
    static let standardInput = SourceKind(name: "pipe", endsByItself: false) { lines, directory, observer in
        guard mkfifo(directory("pipe"), 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        // Gone with the process: whoever closed it would end the source.
        let end = open(directory("pipe"), O_RDWR | O_CLOEXEC)
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        DispatchQueue.global().async {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(end, $0.baseAddress, $0.count) }
                if count <= 0 { return }
                rest = rest.dropFirst(count)
            }
        }
        return SavedAlertsSource([directory("pipe")], observer: observer)
    }

    static let packed = SourceKind(name: "gzip", endsByItself: true) { lines, directory, observer in
        try write(lines, to: directory("lines.json"))
        _ = try await Tool.run("gzip", [directory("lines.json")])
        return SavedAlertsSource([directory("lines.json.gz")], observer: observer)
    }

    static let followed = SourceKind(name: "followed file", endsByItself: false) {
        lines, directory, observer in
        try write(lines, to: directory("events.json"))
        return FollowedFileSource(
            directory("events.json"), FollowedFileSource.Options(fromStart: true), observer: observer)
    }

    static let recording = SourceKind(name: "recording", endsByItself: true) { lines, directory, observer in
        var encoder = RecordingEncoder()
        var bytes: [UInt8] = []
        encoder.beginning(RecordingHeader(), into: &bytes)
        for (index, line) in lines.enumerated() {
            Array(line.utf8).withUnsafeBytes {
                encoder.alert(.json, $0, received: UInt64(index), into: &bytes)
            }
        }
        encoder.end(into: &bytes)
        try Data(bytes).write(to: directory.url.appending(path: "recording"))
        return SavedAlertsSource([directory("recording")], observer: observer)
    }

    /// A POST for each line, one after the other.
    static let http = SourceKind(name: "HTTP", endsByItself: false) { lines, directory, observer in
        let listener = try HTTPListener(ListenAddress(host: "127.0.0.1", port: 0))
        let source = try HTTPSource(listener, observer: observer)
        guard !lines.isEmpty else { return source }
        try write(lines, to: directory("lines.json"))
        let client = try await HTTPClient()
        let port = Int(listener.address.port)
        // What is not taken when the source ends is cut off.
        Task { try await client.post(lines.count, to: port, connections: 1, lines: directory("lines.json")) }
        return source
    }

    private static func write(_ lines: [String], to path: String) throws {
        try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: false, encoding: .utf8)
    }
}
