public import FalcoAlerts
public import Foundation

/// Files that the tests read, and alerts made from them.
public enum Fixtures {
    /// The `Tests` directory.
    public static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// A file or directory below `Tests/Fixtures`.
    public static func url(_ path: String) -> URL { tests.appending(path: "Fixtures/\(path)") }

    /// The messages of a file of base64 lines below `Tests/Fixtures/alerts`.
    public static func messages(_ name: String) throws -> [Data] {
        let text = try String(contentsOf: url("alerts/\(name)"), encoding: .utf8)
        return try text.split(separator: "\n").map {
            guard let data = Data(base64Encoded: String($0)) else { throw CocoaError(.fileReadCorruptFile) }
            return data
        }
    }

    /// Falco's own JSON, a line for each of `jsonOutputAlerts()`.
    public static func jsonLines() throws -> [[UInt8]] {
        try [UInt8](Data(contentsOf: url("alerts/falco-json-output.jsonl")))
            .split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    /// 129 alerts captured with `json_output: true`, in one batch.
    public static func jsonOutputAlerts() throws -> AlertBatch { try batch(messages("grpc-json-output.b64")) }

    /// 140 alerts captured with `json_output: false`, in one batch.
    public static func textOutputAlerts() throws -> AlertBatch { try batch(messages("grpc-text-output.b64")) }

    /// One batch of those messages.
    public static func batch(_ messages: [some Sequence<UInt8>]) throws -> AlertBatch {
        var builder = try AlertBatchBuilder()
        for message in messages { try builder.decode([UInt8](message)) }
        guard let batch = try builder.take() else { throw CocoaError(.fileReadCorruptFile) }
        return batch
    }
}
