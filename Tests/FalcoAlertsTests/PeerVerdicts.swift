import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// What a peer written in Python makes of alerts: see Tests/Peers/peer_alerts.py.
enum PeerVerdicts {
    /// The peer's line for each message.
    static func of(_ messages: [[UInt8]], by script: String) async throws -> [Substring] {
        var input: [UInt8] = []
        for message in messages {
            withUnsafeBytes(of: UInt32(message.count).littleEndian) { input += $0 }
            input += message
        }
        let path = Fixtures.tests.appending(path: "Peers/\(script)").path
        let output = try await Tool.run(Tool.python, [path], input: input)
        #expect(output.errorText == "")
        return output.text.split(separator: "\n")
    }

    /// The line that a peer writes of an equal alert.
    static func line(_ alert: Alert) -> String {
        func shown(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
        let parts = AlertParts(alert)
        let time = parts.time.map { "\($0.seconds)." + $0.rfc3339().dropFirst(20).dropLast() } ?? "none"
        let texts = [parts.rule, parts.output, parts.hostname, parts.source].map(shown)
        let tags = parts.tags.map(shown).joined(separator: ",")
        let fields = parts.fields.map { "\(shown($0)):\(shown($1))" }.sorted().joined(separator: ",")
        return ([time, "\(parts.priority.rawValue)"] + texts + ["[\(tags)]", "[\(fields)]"]).joined(
            separator: " ")
    }
}
