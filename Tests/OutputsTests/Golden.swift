import Foundation
import TestSupport
import Testing

/// Compares output with a file below `Tests/Fixtures/golden`. With `FALCONER_RECORD=1` in the environment the file is
/// written instead, and the test fails so that no run passes by recording.
enum Golden {
    static func expect(
        _ output: [UInt8], matches name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let url = Fixtures.url("golden/\(name)")
        if ProcessInfo.processInfo.environment["FALCONER_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(output).write(to: url)
            Issue.record("recorded \(name)", sourceLocation: sourceLocation)
            return
        }
        let expected = try String(contentsOf: url, encoding: .utf8)
        let actual = String(decoding: output, as: UTF8.self)
        guard actual != expected else { return }
        Issue.record(
            "\(name) differs:\n\(difference(from: expected, to: actual))", sourceLocation: sourceLocation)
    }

    /// The first lines that differ, each with what was expected and what came.
    private static func difference(from expected: String, to actual: String) -> String {
        let before = expected.components(separatedBy: "\n")
        let after = actual.components(separatedBy: "\n")
        let changes = after.difference(from: before).sorted { $0.offset < $1.offset }
        return changes.prefix(40).map { change in
            switch change {
            case .remove(let offset, let line, _): "-\(offset + 1): \(line)"
            case .insert(let offset, let line, _): "+\(offset + 1): \(line)"
            }
        }.joined(separator: "\n")
    }
}

extension CollectionDifference.Change {
    var offset: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
