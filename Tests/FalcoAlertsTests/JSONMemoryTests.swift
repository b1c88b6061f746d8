import CFalco
import TestSupport
import Testing

/// What decoding JSON takes of memory, and what happens when there is none.
struct JSONMemoryTests {
    private static let size = 1 << 20

    private static func alert(_ members: String) -> [UInt8] { Array("{\"rule\":\"r\",\(members)}".utf8) }

    private static func repeated(_ part: String, _ times: Int) -> String {
        [String](repeating: part, count: times).joined(separator: ",")
    }

    /// An alert whose output is that many bytes that are no UTF-8.
    private static func wrong(_ count: Int) -> [UInt8] {
        Array("{\"rule\":\"r\",\"output\":\"".utf8) + [UInt8](repeating: 0xff, count: count)
            + Array("\"}".utf8)
    }

    private static var cases: [(String, [UInt8], falco_status)] {
        let distinct = (0..<size / 11).map { "\"\(String($0, radix: 36))\":1" }.joined(separator: ",")
        let plain = String(repeating: "a", count: size - 64)
        let escapes = String(repeating: "\\u20ac", count: size / 6 - 16)
        return [
            ("one output", alert("\"output\":\"\(plain)\""), FALCO_OK),
            ("one value", alert("\"output_fields\":{\"k\":\"\(plain.dropLast(32))\"}"), FALCO_OK),
            ("escapes", alert("\"output\":\"\(escapes)\""), FALCO_OK),
            ("wrong bytes", wrong(size / 3 - 64), FALCO_OK),
            ("too many wrong bytes", wrong(size / 3 + 64), FALCO_TOO_LARGE),
            ("distinct keys", alert("\"output_fields\":{\(distinct)}"), FALCO_TOO_COMPLEX),
            ("equal keys", alert("\"output_fields\":{\(repeated("\"\":1", size / 5 - 16))}"), FALCO_OK),
            ("empty tags", alert("\"tags\":[\(repeated("\"\"", size / 3 - 16))]"), FALCO_TOO_COMPLEX),
            ("outputs", alert(repeated("\"output\":\"\"", size / 12 - 16)), FALCO_OK),
            ("unknown keys", alert(repeated("\"x\":[]", size / 7 - 16)), FALCO_OK),
            ("a list", alert("\"output_fields\":{\"k\":[\(repeated("1", size / 2 - 32))]}"), FALCO_OK),
            ("space", alert(String(repeating: " ", count: size - 64) + "\"x\":1"), FALCO_OK),
            ("nothing but brackets", [UInt8](repeating: 0x5b, count: size), FALCO_MALFORMED),
            ("nothing but quotes", [UInt8](repeating: 0x22, count: size), FALCO_MALFORMED),
        ]
    }

    @Test func hostileTextsAreBoundedWhateverTheyHold() throws {
        for (name, text, expected) in Self.cases {
            let memory = CountedMemory()
            let builder = try #require(falco_builder_new(Self.size, memory.functions))
            #expect(falco_builder_decode_json(builder, text, text.count, nil) == expected, "\(name)")
            let bound = 8 * Self.size + 512 << 10
            #expect(memory.peak <= bound, "\(name) took \(memory.peak >> 10) KiB")
            if expected == FALCO_OK { falco_batch_free(falco_builder_take(builder)) }
            #expect(memory.now <= 3 << 20, "\(name) kept \(memory.now >> 10) KiB")
            falco_builder_free(builder)
            #expect(memory.now == 0)
            #expect(memory.blocks.isEmpty)
        }
    }

    @Test func aBuilderThatSeesNoJSONHoldsNothingForIt() throws {
        let memory = CountedMemory()
        let builder = try #require(falco_builder_new(Self.size, memory.functions))
        defer { falco_builder_free(builder) }
        let before = memory.now
        let long = [UInt8](repeating: 0x20, count: Self.size + 1)
        #expect(falco_builder_decode_json(builder, long, long.count, nil) == FALCO_TOO_LARGE)
        #expect(memory.now == before)
        // Once used, the room for texts stays for the next one, unless it was a huge one's.
        let line = try Fixtures.jsonLines()[0]
        for _ in 0..<3 {
            #expect(falco_builder_decode_json(builder, line, line.count, nil) == FALCO_OK)
            falco_batch_free(falco_builder_take(builder))
        }
        #expect(memory.now - before < 32 << 10)
    }

    /// Every allocation of a decode fails once; each time what was gathered stays, and the next try works.
    @Test func everyFailingAllocationIsReportedAndUndone() throws {
        let members = (0..<500).map { "\"key \($0)\":\($0)" }.joined(separator: ",")
        let texts: [[UInt8]] =
            try Fixtures.jsonLines().prefix(3) + [
                Self.alert("\"output\":\"\(String(repeating: "x", count: 300_000))\""), Self.wrong(300_000),
                Self.alert("\"output_fields\":{\(members)},\"tags\":[\(Self.repeated("\"t\"", 500))]"),
            ]
        var failures = 0
        var allowed = 0
        while true {
            let memory = CountedMemory()
            memory.allowed = allowed
            guard let builder = falco_builder_new(Self.size, memory.functions) else {
                allowed += 1
                continue
            }
            var gathered = 0
            for text in texts {
                let status = falco_builder_decode_json(builder, text, text.count, nil)
                if status != FALCO_OK {
                    #expect(status == FALCO_NO_MEMORY)
                    #expect(Int(falco_builder_count(builder)) == gathered)
                    memory.allowed = .max
                    failures += 1
                    #expect(falco_builder_decode_json(builder, text, text.count, nil) == FALCO_OK)
                }
                gathered += 1
            }
            let finished = memory.allowed > 0 && memory.allowed != .max
            memory.allowed = .max
            let batch = try #require(falco_builder_take(builder))
            #expect(Int(batch.pointee.alert_count) == texts.count)
            #expect(batch.pointee.alerts[4].output.length == 900_000)
            #expect(batch.pointee.alerts[5].field_count == 500)
            #expect(batch.pointee.alerts[5].tag_count == 500)
            falco_batch_free(batch)
            falco_builder_free(builder)
            #expect(memory.now == 0)
            if finished { break }
            allowed += 1
        }
        #expect(failures > 12)
    }

    @Test func aFullBatchSaysSoAndTakesTheAlertAfterATake() throws {
        let builder = try #require(falco_builder_new(Self.size, nil))
        defer { falco_builder_free(builder) }
        let text = Self.alert("\"output\":\"\(String(repeating: "a", count: Self.size - 64))\"")
        var count: UInt32 = 0
        while falco_builder_decode_json(builder, text, text.count, nil) == FALCO_OK { count += 1 }
        #expect(count >= 60 && count <= 64)
        #expect(falco_builder_decode_json(builder, text, text.count, nil) == FALCO_BATCH_FULL)
        #expect(falco_builder_count(builder) == count)
        falco_batch_free(falco_builder_take(builder))
        #expect(falco_builder_decode_json(builder, text, text.count, nil) == FALCO_OK)
    }
}
