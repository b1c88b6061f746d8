import FalcoAlerts
import TestSupport
import Testing

/// Captured messages with bits flipped and bytes changed, added and taken out, the same in every run.
struct MutationTests {
    @Test func aMutatedMessageIsRefusedOrDecodesToAnAlertThatSurvivesEncoding() throws {
        var random = SplitMix(state: 42)
        var builder = try AlertBatchBuilder()
        var accepted = 0
        var refused = 0
        for message in try Fixtures.allMessages() {
            for _ in 0..<24 {
                let mutated = Mutation.apply(to: message, using: &random)
                do {
                    try builder.decode(mutated)
                    accepted += 1
                } catch {
                    #expect(error.code == .malformed)
                    refused += 1
                    continue
                }
                let batch = try #require(try builder.take())
                let alert = batch[0]
                try builder.decode(alert.encoded())
                let again = try #require(try builder.take())[0]
                #expect(AlertParts(again) == AlertParts(alert))
                #expect(again.id == alert.id)
                #expect(again.fingerprint == alert.fingerprint)
                #expect(alert.text.utf8.count <= 3 * mutated.count)
            }
        }
        #expect(accepted > 1000)
        #expect(refused > 1000)
    }
}

/// Small damage to a message.
enum Mutation {
    static func apply(to message: [UInt8], using random: inout SplitMix) -> [UInt8] {
        var bytes = message
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 3: bytes.remove(at: place)
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            default:
                let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
                bytes.insert(
                    contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }
}
