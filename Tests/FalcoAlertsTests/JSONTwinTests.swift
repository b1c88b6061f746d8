import FalcoAlerts
import TestSupport
import Testing

/// The 129 captured alerts that came both as protobuf and as JSON.
struct JSONTwinTests {
    @Test func bothEncodingsGiveEqualAlerts() throws {
        let alerts = try Fixtures.jsonOutputAlerts()
        let lines = try Fixtures.jsonLines()
        #expect(lines.count == 129)
        for (alert, line) in zip(alerts, lines) {
            let twin = try Alert.decoded(json: line)
            #expect(twin.id == alert.id)
            #expect(twin.fingerprint == alert.fingerprint)
            #expect(twin.text == alert.text)
            // All but `output`, which over gRPC was the whole line of JSON.
            var (parts, own) = (AlertParts(alert), AlertParts(twin))
            #expect(parts.output == line)
            #expect(own.output.count < line.count)
            (parts.output, own.output) = ([], [])
            #expect(own == parts)
        }
    }

    @Test func theLinesMakeOneBatch() throws {
        var builder = try AlertBatchBuilder()
        for line in try Fixtures.jsonLines() { try builder.decode(json: line) }
        let batch = try #require(try builder.take())
        #expect(batch.map(\.id) == (try Fixtures.jsonOutputAlerts().map(\.id)))
    }

    @Test func theLineThatFalcoWrapsIsReadAsItIs() throws {
        for alert in try Fixtures.jsonOutputAlerts() {
            let unwrapped = try alert.withOutputBytes { output throws in
                var builder = try AlertBatchBuilder()
                try builder.decode(json: output)
                return try #require(try builder.take())[0]
            }
            #expect(unwrapped.id == alert.id)
        }
    }

    @Test func everyTruncationIsRefused() throws {
        for line in try Fixtures.jsonLines() {
            var builder = try AlertBatchBuilder()
            for length in 0..<line.count {
                do {
                    try builder.decode(json: Array(line[..<length]))
                    Issue.record("\(String(decoding: line[..<length], as: UTF8.self)) is taken")
                } catch {
                    #expect(error.code == .malformed && error.reason != nil)
                }
            }
            try builder.decode(json: line)
            #expect(builder.count == 1)
        }
    }

    @Test func aMutatedLineIsRefusedOrDecodesToAnAlertThatSurvivesEncoding() throws {
        var random = SplitMix(state: 77)
        var builder = try AlertBatchBuilder()
        var (accepted, refused) = (0, 0)
        for line in try Fixtures.jsonLines() {
            for _ in 0..<24 {
                let mutated = Mutation.apply(to: line, using: &random)
                do {
                    try builder.decode(json: mutated)
                    accepted += 1
                } catch {
                    #expect(error.code == .malformed && error.reason != nil)
                    refused += 1
                    continue
                }
                let alert = try #require(try builder.take())[0]
                try builder.decode(alert.encoded())
                let again = try #require(try builder.take())[0]
                #expect(AlertParts(again) == AlertParts(alert))
                #expect(again.id == alert.id)
                #expect(again.fingerprint == alert.fingerprint)
                // Whatever the bytes were, the text is UTF-8 now.
                #expect(
                    AlertParts(alert).fields.values.allSatisfy {
                        String(validating: $0, as: UTF8.self) != nil
                    })
            }
        }
        #expect(accepted > 500)
        #expect(refused > 500)
    }
}
