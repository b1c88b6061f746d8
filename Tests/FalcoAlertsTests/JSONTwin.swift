import FalcoAlerts
import Foundation
import TestSupport

/// An alert as Falco's own JSON line tells it, read with Foundation.
struct JSONTwin: Decodable {
    var hostname: String
    var output: String
    var priority: String
    var rule: String
    var source: String
    var time: String
    var tags: [String]
    var fields: [String: Value]

    enum CodingKeys: String, CodingKey {
        case hostname, output, priority, rule, source, time, tags
        case fields = "output_fields"
    }

    /// A typed value as the text that the same field has over gRPC.
    struct Value: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                text = "<NA>"
            } else if let value = try? container.decode(Bool.self) {
                text = String(value)
            } else if let value = try? container.decode(Int64.self) {
                text = String(value)
            } else if let value = try? container.decode(UInt64.self) {
                text = String(value)
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    /// The 129 twins of `Fixtures.jsonOutputAlerts()`, in the same order.
    static func all() throws -> [JSONTwin] {
        let text = try String(contentsOf: Fixtures.url("alerts/falco-json-output.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(JSONTwin.self, from: Data($0.utf8))
        }
    }

    /// The moment that `time` says in RFC 3339 with nine digits.
    var moment: Timestamp? {
        let format = Date.ISO8601FormatStyle()
        guard time.utf8.count == 30, let seconds = try? format.parse(time.prefix(19) + "Z"),
            let nanoseconds = Int32(time.dropFirst(20).prefix(9))
        else { return nil }
        return Timestamp(seconds: Int64(seconds.timeIntervalSince1970), nanoseconds: nanoseconds)
    }

    /// The alert as values, from the JSON alone.
    func values() throws -> AlertValues {
        guard let priority = Priority(spelling: priority) else { throw CocoaError(.coderInvalidValue) }
        return AlertValues(
            time: moment, priority: priority, rule: rule, output: output,
            fields: fields.map { (key: $0, value: $1.text) }, hostname: hostname, tags: tags, source: source)
    }
}
