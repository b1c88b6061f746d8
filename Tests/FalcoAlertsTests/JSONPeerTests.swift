import FalcoAlerts
import TestSupport
import Testing

/// JSON alerts against Python's json, text by text.
struct JSONPeerTests {
    /// What Python's json refuses, the shim refuses; what it takes, the shim takes and reads the same.
    @Test func capturedMutatedAndGeneratedTextsAreReadAsPythonReadsThem() async throws {
        var random = SplitMix(state: 23)
        let captured = try Fixtures.jsonLines()
        var texts = captured
        for line in captured {
            for _ in 0..<24 { texts.append(Mutation.apply(to: line, using: &random)) }
        }
        var generator = JSONGenerator(random: random)
        for _ in 0..<8_000 { texts.append(generator.alert()) }

        let lines = try await PeerVerdicts.of(texts, by: "json_peer.py")
        #expect(lines.count == texts.count)
        #expect(lines[..<captured.count].allSatisfy { $0.hasPrefix("ok ") })
        var taken = 0
        for (text, line) in zip(texts, lines) {
            let alert = try? Alert.decoded(json: text)
            let own = alert.map { "ok " + PeerVerdicts.line($0) } ?? "refused"
            if own != line {
                Issue.record("\(String(decoding: text, as: UTF8.self)) \(text) is \(line), not \(own)")
            }
            if alert != nil { taken += 1 }
        }
        #expect(taken > 4_000 && texts.count - taken > 2_000, "\(taken) of \(texts.count) taken")
    }
}

/// Texts that are alerts, nearly alerts or no JSON.
struct JSONGenerator {
    var random: SplitMix

    mutating func alert() -> [UInt8] {
        var text = pick(["", "", "", " ", "\r\n", "\u{feff}"])
        let keys = [
            "rule", "rule", "rule", "rule", "output", "message", "output_fields", "output_fields", "priority",
            "time",
            "tags", "source", "hostname", "uuid", "rul\\u0065", "Rule", "",
        ]
        let count = Int.random(in: 0...9, using: &random)
        let members = (0..<count).map { index in
            let key = index == 0 && chance(9) ? "rule" : pick(keys)
            return "\(space())\"\(key)\"\(space()):\(space())\(member(key))\(space())"
        }
        text += "{" + members.joined(separator: ",") + "}" + pick(["", "", "", "\n", "\r", " \t"])
        if !chance(24) { text += pick(["}", "x", "{}", ",", "\0", "\"", "//"]) }
        var bytes = Array(text.utf8)
        // A wrong byte where it may fall, and one that ends a character too soon.
        if !chance(12), !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes.insert(
                contentsOf: pick([[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x92]]),
                at: place)
        }
        return bytes
    }

    private mutating func member(_ key: String) -> String {
        if !chance(8) { return value(depth: 0) }
        switch key {
        case "output_fields":
            let count = Int.random(in: 0...5, using: &random)
            let fields = (0..<count).map { _ in
                let key = pick(["evt.time", "evt.time", "proc.name", "fd.name", "k", "\\u006b", "", "ключ"])
                return "\"\(key)\":" + (key == "evt.time" && chance(3) ? instant() : value(depth: 1))
            }
            return "{" + fields.joined(separator: ",") + "}"
        case "priority":
            return pick([
                "\"Critical\"", "\"INFO\"", "\"informational\"", "\"debug\"", "\"Unknown(9)\"",
                "\"unknown(-1)\"",
                "\"Unknown(2147483648)\"", "\"none\"", "\"\"", "3", "99", "-1", "2147483648",
                "\"Err\\u006fr\"",
            ])
        case "time": return "\"\(time())\""
        case "tags": return "[" + list() + "]"
        default: return "\"\(string())\""
        }
    }

    private mutating func instant() -> String {
        pick(["1795376468047145942", "0", "18446744073709551615", "18446744073709551616", "1e3", "1.5", "-1"])
    }

    private mutating func time() -> String {
        pick([
            "2026-11-22T19:41:08.047145942Z", "1970-01-01T00:00:00Z", "2554-07-21T23:34:33.709551615Z",
            "2026-11-22 19:41:08+02:00", "2026-11-22t19:41:08.5-0530", "2024-02-29T23:59:60Z",
            "2023-02-29T00:00:00Z",
            "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "0000-12-31T23:59:59-00:01",
            "9999-12-31T23:59:59z",
            "9999-12-31T23:59:60Z", "2026-11-22T19:41:08", "2026-13-01T00:00:00Z", "2026-11-22T24:00:00Z",
            "2026-11-22T19:41:08.Z", "2026-11-22T19:41:08.1234567891Z", "19:41:08",
            "2026-11-22T19:41:08+24:00", "",
        ])
    }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return "null"
        case 1: return pick(["true", "false"])
        case 2, 3:
            return pick([
                "0", "-0", "12", "18446744073698630416", "123456789012345678901234567890", "1.50", "-2.5e-7",
                "1E+400",
                "0.1",
            ])
        case 4 where depth < 6: return "[" + list(depth: depth + 1) + "]"
        case 5 where depth < 6:
            let count = Int.random(in: 0...3, using: &random)
            let members = (0..<count).map { _ in
                "\(space())\"\(string())\"\(space()):\(value(depth: depth + 1))"
            }
            return "{" + members.joined(separator: ",") + space() + "}"
        case 6 where !chance(6):
            return pick([
                "01", "1.", ".5", "-", "+1", "1e", "tru", "nul", "nulll", "NaN", "Infinity", "-Infinity",
                "'a'", "0x1", "", "]", "}", ":",
            ])
        default: return "\"\(string())\""
        }
    }

    private mutating func list(depth: Int = 1) -> String {
        let count = Int.random(in: 0...3, using: &random)
        return (0..<count).map { _ in space() + value(depth: depth) + space() }.joined(separator: ",")
    }

    private mutating func string() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            text += pick([
                "a", "word ", "\\n", "\\\"", "\\\\", "\\/", "\\b\\f\\r\\t", "\\u0000", "\\u00e9", "\\u20ac",
                "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\ud83d\\ud83d\\ude00", "é", "€",
                "😀",
                "{", "}", "[", "]", ":", ",", "\u{7f}", "\u{2028}", "<NA>",
                String(repeating: "long ", count: 9),
            ])
        }
        if !chance(40) { text += pick(["\\x", "\\u12", "\\u12G4", "\\", "\t", "\0", "\"", "\n"]) }
        return text
    }

    private mutating func space() -> String { chance(5) ? "" : pick([" ", "\t", "\n", "\r\n", "  "]) }

    /// True `weight` times out of one more.
    private mutating func chance(_ weight: Int) -> Bool { Int.random(in: 0...weight, using: &random) > 0 }

    private mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }
}
