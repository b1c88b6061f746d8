import FalcoAlerts
import TestSupport
import Testing

/// An alert can keep what it was decoded from.
struct OriginalTests {
    @Test func nothingIsKeptUnlessAskedFor() throws {
        let alert = try Alert.decoded(try #require(try Fixtures.allMessages().first))
        #expect(alert.originalEncoding == nil)
        #expect(alert.withOriginal { _, bytes in bytes.count } == nil)
    }

    @Test func everyByteIsKeptAndNothingElseChanges() throws {
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        let messages = try Fixtures.allMessages()
        for message in messages { try builder.decode(message) }
        let batch = try #require(try builder.take())
        for (alert, message) in zip(batch, messages) {
            let plain = try Alert.decoded(message)
            #expect(AlertParts(alert) == AlertParts(plain))
            #expect(alert.id == plain.id)
            #expect(try alert.encoded() == plain.encoded())
            #expect(original(alert) == Original(encoding: .protobuf, bytes: message))
            #expect(try original(alert.detached()) == original(alert))
        }
        var copies = try AlertBatchBuilder()
        for alert in batch { try copies.append(alert) }
        #expect(try #require(try copies.take()).map(original) == batch.map(original))
    }

    @Test func textIsKeptAsItCameWithItsFaults() throws {
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        let text = Array(#" {"rule":"a \ud800","rule":"b","x":1} "#.utf8) + [0x20]
        try builder.decode(json: text)
        let batch = try #require(try builder.take())
        #expect(batch[0].rule == "b")
        #expect(original(batch[0]) == Original(encoding: .json, bytes: text))
    }

    @Test func aRefusedMessageLeavesNothing() throws {
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        #expect(throws: AlertError.self) { try builder.decode([0x0b]) }
        #expect(throws: AlertError.self) { try builder.decode(json: Array("{}".utf8)) }
        #expect(builder.byteCount == 0)
        #expect(try builder.take() == nil)
    }

    @Test func anEmptyMessageHasAnEmptyOriginal() throws {
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        try builder.decode([])
        #expect(try builder.take().map { original($0[0]) } == Original(encoding: .protobuf, bytes: []))
    }

    private struct Original: Equatable {
        var encoding: Alert.Encoding
        var bytes: [UInt8]
    }

    private func original(_ alert: Alert) -> Original? {
        alert.withOriginal { encoding, bytes in Original(encoding: encoding, bytes: Array(bytes)) }
    }
}
