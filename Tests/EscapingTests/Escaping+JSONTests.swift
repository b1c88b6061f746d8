import Foundation
import TestSupport
import Testing

@testable import Escaping

@Suite struct EscapingJSONTests {
    private func json(_ value: String) -> String {
        var out: [UInt8] = []
        Escaping.jsonString(value, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#), ("\n\t\r\u{8}\u{C}", #""\n\t\r\b\f""#),
        ("\u{1B}\u{0}", #""\u001b\u0000""#),
        ("\u{7F}\u{9B}", #""\u007f\u009b""#), ("\u{202E}\u{2028}", #""\u202e\u2028""#),
        ("\u{E0041}", #""\udb40\udc41""#),
        ("é日", "\"é日\""),
    ])
    func escapes(value: String, expected: String) {
        #expect(json(value) == expected)
    }

    @Test func parsersGiveTheTextBack() throws {
        for value in HostileValues.strings + HostileValues.random(count: 3000) + [HostileValues.huge] {
            let text = json(value)
            let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            #expect((parsed as? String).map { Array($0.utf8) } == Array(value.utf8))
            #expect(
                !text.unicodeScalars.contains {
                    $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}"
                })
        }
    }

    @Test func bytesThatAreNotTextAreReplaced() {
        for bytes in HostileValues.bytes + HostileValues.randomBytes(count: 2000) {
            var out: [UInt8] = []
            bytes.withUnsafeBytes { Escaping.jsonString($0, into: &out) }
            #expect(String(decoding: out, as: UTF8.self) == json(String(decoding: bytes, as: UTF8.self)))
            #expect(String(validating: out, as: UTF8.self) != nil)
        }
    }

    @Test func wellFormedJSONBecomesOneInertLine() throws {
        let json = "{\n\t\"a\u{9B}\" : \"x\u{7F}\u{202E}\\n\\\\\",\r\n \"b\":[1, 2]}"
        var out: [UInt8] = []
        Array(json.utf8).withUnsafeBytes { Escaping.jsonLine($0, into: &out) }
        let line = String(decoding: out, as: UTF8.self)
        #expect(line == #"{  "a\u009b" : "x\u007f\u202e\n\\",   "b":[1, 2]}"#)
        let before = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary
        #expect(try JSONSerialization.jsonObject(with: Data(out)) as? NSDictionary == before)
    }
}
