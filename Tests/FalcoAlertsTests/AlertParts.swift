import FalcoAlerts
import Foundation
import TestSupport

/// An alert's parts as bytes, to compare whole alerts.
struct AlertParts: Hashable, CustomStringConvertible {
    var time: Timestamp?
    var priority: Priority
    var rule: [UInt8]
    var output: [UInt8]
    var hostname: [UInt8]
    var source: [UInt8]
    var tags: [[UInt8]] = []
    var fields: [[UInt8]: [UInt8]] = [:]

    init(_ alert: Alert) {
        time = alert.time
        priority = alert.priority
        rule = alert.withRuleBytes { [UInt8]($0) }
        output = alert.withOutputBytes { [UInt8]($0) }
        hostname = alert.withHostnameBytes { [UInt8]($0) }
        source = alert.withSourceBytes { [UInt8]($0) }
        alert.forEachTag { tags.append([UInt8]($0)) }
        var keys = 0
        alert.forEachField {
            fields[[UInt8]($0)] = [UInt8]($1)
            keys += 1
        }
        precondition(keys == fields.count, "a key comes twice")
    }

    var description: String {
        func show(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let fields = fields.map { "\(show($0))=\(show($1))" }.sorted()
        return "\(String(describing: time)) \(priority.name) \(show(rule)) \(show(output)) \(show(hostname)) "
            + "\(show(source)) \(tags.map(show)) \(fields)"
    }
}

extension Alert {
    /// One alert decoded from a message.
    static func decoded(_ message: [UInt8], limit: Int = AlertBatchBuilder.defaultMaximumMessageSize) throws
        -> Alert
    {
        var builder = try AlertBatchBuilder(maximumMessageSize: limit)
        try builder.decode(message)
        guard let batch = try builder.take() else { throw CocoaError(.fileReadCorruptFile) }
        return batch[0]
    }

    /// One alert decoded from JSON.
    static func decoded(json: [UInt8], limit: Int = AlertBatchBuilder.defaultMaximumMessageSize) throws
        -> Alert
    {
        var builder = try AlertBatchBuilder(maximumMessageSize: limit)
        try builder.decode(json: json)
        guard let batch = try builder.take() else { throw CocoaError(.fileReadCorruptFile) }
        return batch[0]
    }

    /// One alert decoded from JSON.
    static func decoded(json: String) throws -> Alert { try decoded(json: Array(json.utf8)) }

    /// One alert made from values.
    static func made(_ values: AlertValues) throws -> Alert {
        var builder = try AlertBatchBuilder()
        try builder.append(values)
        guard let batch = try builder.take() else { throw CocoaError(.fileReadCorruptFile) }
        return batch[0]
    }
}

extension Fixtures {
    /// All captured messages.
    static func allMessages() throws -> [[UInt8]] {
        try (messages("grpc-json-output.b64") + messages("grpc-text-output.b64")).map { [UInt8]($0) }
    }
}

/// The protobuf wire format, as small as tests need it.
enum Wire {
    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    static func integer(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    static func bytes(_ field: UInt64, _ value: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(value.count)) + value
    }

    static func text(_ field: UInt64, _ value: String) -> [UInt8] { bytes(field, Array(value.utf8)) }

    static func entry(_ key: String, _ value: String) -> [UInt8] { bytes(6, text(1, key) + text(2, value)) }
}

/// A generator whose numbers are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
