import FalcoAlerts
import TestSupport
import Testing

/// The shim against Python's protobuf, message by message.
struct DecodePeerTests {
    /// What Python's protobuf takes, the shim takes and reads the same; beyond that it takes strings that are no
    /// UTF-8. It refuses groups, and times of wrongly typed parts; of several times it takes the last.
    @Test func capturedAndMutatedMessagesAreReadAsPythonReadsThem() async throws {
        var random = SplitMix(state: 11)
        let captured = try Fixtures.allMessages()
        var messages = captured
        for message in captured { messages.append(try Alert.decoded(message).encoded()) }
        for message in captured {
            for _ in 0..<24 { messages.append(Mutation.apply(to: message, using: &random)) }
        }
        // Dense small messages reach what mutated large ones seldom do: known numbers of all types, bad entries.
        for _ in 0..<6_000 { messages.append(Self.smallMessage(using: &random)) }

        let lines = try await PeerVerdicts.of(messages, by: "decode_peer.py")
        #expect(lines.count == messages.count)
        // What the shim encodes says the same to Python, too.
        let said = lines.map { $0.drop { $0 != " " } }
        #expect(said[..<captured.count] == said[captured.count..<2 * captured.count])
        #expect(lines[..<captured.count].filter { $0.hasPrefix("ok ") }.count == 268)

        var verdicts: [Substring: Int] = [:]
        for (message, line) in zip(messages, lines) {
            let parts = line.split(separator: " ", maxSplits: 1)
            verdicts[parts[0], default: 0] += 1
            let alert = try? Alert.decoded(message)
            switch parts[0] {
            case "ok", "bytes", "entry":
                let own = alert.map(PeerVerdicts.line) ?? "malformed"
                if own != parts[1] { Issue.record("\(message) is \(parts[1]), not \(own)") }
            case "group":
                if alert != nil { Issue.record("\(message) has a group and is taken") }
            case "time":
                continue
            default:
                if let alert {
                    Issue.record("\(message) is refused by Python, and taken as \(AlertParts(alert))")
                }
            }
        }
        for verdict in ["ok", "bytes", "entry", "group", "time", "refused"] {
            #expect(verdicts[Substring(verdict), default: 0] > 50, "\(verdict): \(verdicts)")
        }
    }

    /// A few fields of any number from 0 to 11 and of any wire type, mostly well made.
    private static func smallMessage(using random: inout SplitMix, depth: Int = 0) -> [UInt8] {
        var message: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let number = UInt64.random(in: 0...(depth == 0 ? 11 : 3), using: &random)
            let small = UInt64.random(in: 0...300, using: &random)
            switch Int.random(in: 0..<12, using: &random) {
            case 0: message += Wire.integer(number, small)
            case 1: message += Wire.integer(number, random.next())
            case 2: message += Wire.varint(number << 3 | 1) + [1, 2, 3, 4, 5, 6, 7, 8]
            case 3: message += Wire.varint(number << 3 | 5) + [1, 2, 3, 4]
            case 4:
                message += Wire.varint(number << 3 | 3) + Wire.integer(1, 1) + Wire.varint(number << 3 | 4)
            case 5: message += Wire.bytes(number, [0xff, 0x61])
            case 6: message.append(UInt8.random(in: 0...255, using: &random))
            // Numbers and lengths in more bytes than they need.
            case 7: message += [UInt8(number << 3 | 2) | 0x80, 0x80, 0x00, 0x81, 0x80, 0x00, 0x61]
            case 8 where depth == 0:
                message += Wire.bytes(number < 6 ? 6 : 1, smallMessage(using: &random, depth: 1))
            default: message += Wire.text(number, String(repeating: "ab", count: Int(small % 3)))
            }
        }
        return message
    }
}
