import FalcoAlerts
import FalcoRPC
import Foundation
import TestSupport
import Testing

/// Alerts that were born as JSON go out as Falco's own gRPC would have sent them.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RelayTwinTests {
    let relay: RelayHarness

    init() throws {
        relay = try RelayHarness()
    }

    func publish(_ lines: [[UInt8]]) async throws {
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        for line in lines { try builder.decode(json: line) }
        try await relay.server.publish(try #require(try builder.take()))
    }

    /// What a C-core client receives.
    func received() async throws -> AlertBatch {
        let events = try await GRPCClient.run(socket: relay.path, ["get", "--raw"])
        return try Fixtures.batch(
            events.compactMap { $0["bytes", String.self] }.map { try #require(Data(base64Encoded: $0)) })
    }

    /// The 129 alerts that a real Falco sent as protobuf and wrote as JSON.
    @Test func everyFieldIsThatOfTheTwin() async throws {
        try await publish(try Fixtures.jsonLines())
        let real = try Fixtures.jsonOutputAlerts()
        let ours = try await received()
        #expect(ours.count == real.count)
        for (own, twin) in zip(ours, real) {
            #expect(own.time == twin.time && own.priority == twin.priority && own.rule == twin.rule)
            #expect(own.hostname == twin.hostname && own.source == twin.source && own.tags == twin.tags)
            #expect(own.deprecatedSource == twin.deprecatedSource)
            #expect(fields(own) == fields(twin))
            #expect(own["evt.time"] == nil && own.id == twin.id)
            // Falco had `json_output` on. With it off, `output` is the line that the JSON has within.
            #expect(own.output == line(within: twin.output))
        }
    }

    @Test func theLineIsLaidOutAsOverGRPC() async throws {
        try await publish(try Fixtures.jsonLines())
        // Another capture of the same rules, with `json_output: false`.
        let shape =
            /\d\d:\d\d:\d\d\.\d{9}: (Emergency|Alert|Critical|Error|Warning|Notice|Informational|Debug) [\s\S]*/
        for alert in try Fixtures.textOutputAlerts() {
            #expect(alert.output.wholeMatch(of: shape) != nil)
        }
        for alert in try await received() { #expect(alert.output.wholeMatch(of: shape) != nil) }
    }

    @Test func missingValuesAndSourcesAreThoseOfFalco() async throws {
        let sources = ["syscall": 0, "k8s_audit": 1, "internal": 2, "aws_cloudtrail": 3, "okta": 3]
        let lines = sources.keys.sorted().map { source in
            """
            {"time":"2026-11-22T19:41:08.047145942Z","rule":"R","priority":"Informational","source":"\(source)",\
            "output":"19:41:08.047145942: Informational x","hostname":"h","tags":["a"],\
            "output_fields":{"evt.time":1795376468047145942,"proc.name":null,"proc.pid":7,"x.big":18446744073698630416,\
            "x.flag":true,"x.list":["a","b"]}}
            """
        }
        try await publish(lines.map { Array($0.utf8) })
        for (alert, source) in zip(try await received(), sources.keys.sorted()) {
            #expect(alert.source == source && alert.deprecatedSource == sources[source])
            #expect(
                fields(alert) == [
                    "proc.name": "<NA>", "proc.pid": "7", "x.big": "18446744073698630416", "x.flag": "true",
                    "x.list": "(a,b)",
                ])
            #expect(alert.priority == .informational)
        }
    }

    @Test func tagsAreSortedAndTheLineHasItsPrefix() async throws {
        try await publish([
            Array(
                """
                {"time":"2026-11-22T01:02:03.5Z","rule":"R","priority":"Critical","source":"syscall","message":"it happened",\
                "tags":["process","T1059","container","process"],"output_fields":{}}
                """.utf8)
        ])
        let alert = try await received()[0]
        #expect(alert.tags == ["T1059", "container", "process"])
        #expect(alert.output == "01:02:03.500000000: Critical it happened")
        #expect(alert.text == "it happened" && alert.rule == "R" && alert.source == "syscall")
    }

    private func fields(_ alert: Alert) -> [String: String] {
        Dictionary(alert.fields.map { ($0.key, $0.value) }) { $1 }
    }

    private func line(within json: String) -> String? {
        struct Line: Decodable { var output: String }
        return try? JSONDecoder().decode(Line.self, from: Data(json.utf8)).output
    }
}

extension Alert {
    /// Field 3 of the message, which the API shows only as a name.
    fileprivate var deprecatedSource: Int? {
        guard let message = try? encoded() else { return nil }
        var place = message.startIndex
        // Fields stand in order: the time, the priority, then this one.
        if message[place] == 0x0A { place += 2 + Int(message[place + 1]) }
        if message[place] == 0x10 { place += 2 }
        return message[place] == 0x18 ? Int(message[place + 1]) : 0
    }
}
