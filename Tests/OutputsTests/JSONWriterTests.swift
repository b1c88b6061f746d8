import Escaping
import FalcoAlerts
import Testing

@testable import Outputs

@Suite struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        body(&json)
        var out: [UInt8] = []
        json.finish(into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    private func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        Escaping.jsonString(text, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// What needs escaping is found wherever it stands.
    @Test(arguments: ["\"", "\\", "\n", "\u{1B}", "\u{7F}", "é", "\u{202E}", "🦅", "\u{E0001}"])
    func findsWhatNeedsEscaping(special: String) {
        for length in 0...40 {
            for place in 0...length {
                let text =
                    String(repeating: "x", count: place) + special
                    + String(repeating: "y", count: length - place)
                let expected = escaped(text)
                #expect(written { $0.string(text) } == expected)
                #expect(written { $0.text(Text(text)) } == expected)
            }
        }
    }

    @Test func writesTextsOfAnyLength() {
        for count in [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 32_767, 32_768, 100_000] {
            let text = String(repeating: "a", count: count)
            #expect(written { $0.string(text) } == "\"\(text)\"")
            let special = String(repeating: "\u{1}", count: count)
            #expect(written { $0.string(special) } == escaped(special))
        }
    }

    @Test func digestsAndTimesHaveAllTheirDigits() {
        for value: UInt64 in [0, 1, 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, .max] {
            let digest = AlertDigest(value: value)
            #expect(written { $0.digest(digest) } == "\"\(digest)\"")
        }
        for (seconds, nanoseconds) in [
            (0, 0), (1_795_376_469, 322_503_878), (-1, 999_999_999), (253_402_300_799, 1),
        ] {
            let time = Timestamp(seconds: Int64(seconds), nanoseconds: Int32(nanoseconds))
            #expect(written { $0.time(time) } == "\"\(time.rfc3339())\"")
        }
        #expect(written { $0.time(nil) } == "null")
    }

    @Test func goesOnBehindWhatIsThere() {
        var buffer = ByteBuffer()
        buffer.append(Array("[".utf8))
        for number in [1, -20, 300] {
            var json = JSONWriter(taking: &buffer)
            #expect(buffer.bytes.isEmpty)
            json.number(number)
            json.raw(",")
            json.finish(into: &buffer)
        }
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "[1,-20,300,")
        buffer.removeFirst(3)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "-20,300,")
        buffer.removeFirst(8)
        #expect(buffer.bytes.isEmpty)
    }
}
