import FalcoAlerts
import TestSupport
import Testing

/// Messages that no honest Falco sends, or not yet: what becomes of each.
struct DecodingTests {
    private func error(_ message: [UInt8], limit: Int = 1 << 20) -> AlertError.Code? {
        do {
            _ = try Alert.decoded(message, limit: limit)
            return nil
        } catch {
            return (error as? AlertError)?.code
        }
    }

    @Test func unknownFieldsArePassedOver() throws {
        let known = Wire.text(4, "r") + Wire.entry("k", "v") + Wire.text(8, "t")
        let unknown = [
            Wire.integer(10, .max), Wire.bytes(99, [1, 2, 3]),
            Wire.varint(11 << 3 | 1) + [1, 2, 3, 4, 5, 6, 7, 8],
            Wire.varint(12 << 3 | 5) + [1, 2, 3, 4], Wire.integer(536_870_911, 0),
        ]
        let expected = AlertParts(try Alert.decoded(known))
        for extra in unknown {
            #expect(AlertParts(try Alert.decoded(extra + known)) == expected)
            #expect(AlertParts(try Alert.decoded(known + extra)) == expected)
            let entry = Wire.bytes(6, extra + Wire.text(1, "k") + extra + Wire.text(2, "v") + extra)
            let message = Wire.text(4, "r") + entry + Wire.text(8, "t")
            #expect(AlertParts(try Alert.decoded(message)) == expected)
        }
    }

    @Test func aKnownNumberOfAnotherTypeIsUnknown() throws {
        for number in UInt64(1)...9 {
            #expect(AlertParts(try Alert.decoded(Wire.varint(number << 3 | 5) + [1, 2, 3, 4])).rule.isEmpty)
            let other = number == 2 || number == 3 ? Wire.bytes(number, [1]) : Wire.integer(number, 1)
            let alert = try Alert.decoded(other)
            #expect(alert.priority == .emergency)
            #expect(alert.time == nil)
            #expect(alert.fields.isEmpty)
            #expect(alert.tags.isEmpty)
        }
        let alert = try Alert.decoded(Wire.bytes(6, Wire.integer(1, 5) + Wire.integer(2, 5)))
        #expect(alert.fields.map(\.key) == [""])
    }

    @Test func unknownEnumerationValuesStay() throws {
        let alert = try Alert.decoded(Wire.integer(2, 99) + Wire.integer(3, 1_000_000))
        #expect(alert.priority == .unknown(99))
        #expect(alert.source == "unknown(1000000)")
        let negative = try Alert.decoded(Wire.integer(2, UInt64(bitPattern: -7)))
        #expect(negative.priority == .unknown(-7))
        #expect(AlertParts(try Alert.decoded(negative.encoded())) == AlertParts(negative))
    }

    @Test func ofARepeatedSingularFieldTheLastCounts() throws {
        let message =
            Wire.text(4, "first") + Wire.integer(2, 1) + Wire.entry("k", "v") + Wire.text(4, "last")
            + Wire.integer(2, 4) + Wire.text(7, "a") + Wire.text(7, "b")
        let alert = try Alert.decoded(message)
        #expect(alert.rule == "last")
        #expect(alert.priority == .warning)
        #expect(alert.hostname == "b")
        // Within one entry too.
        let entry = Wire.bytes(
            6, Wire.text(2, "1") + Wire.text(1, "a") + Wire.text(1, "k") + Wire.text(2, "2"))
        #expect(try Alert.decoded(entry)["k"] == "2")
    }

    @Test func aRepeatedTimeIsReplacedWhole() throws {
        let first = Wire.bytes(1, Wire.integer(1, 5) + Wire.integer(2, 6))
        let alert = try Alert.decoded(first + Wire.text(4, "r") + Wire.bytes(1, Wire.integer(2, 7)))
        #expect(alert.time == Timestamp(seconds: 0, nanoseconds: 7))
        #expect(try Alert.decoded(first + Wire.bytes(1, [])).time == Timestamp(seconds: 0))
    }

    @Test func aTimeBeyondItsRangeIsNone() throws {
        func time(_ seconds: Int64, _ nanoseconds: Int32) throws -> Timestamp? {
            let wide = UInt64(bitPattern: Int64(nanoseconds))
            return try Alert.decoded(
                Wire.bytes(1, Wire.integer(1, UInt64(bitPattern: seconds)) + Wire.integer(2, wide))
            ).time
        }
        #expect(try time(-62_135_596_800, 0) == Timestamp(seconds: -62_135_596_800))
        #expect(try time(253_402_300_799, 999_999_999) != nil)
        #expect(try time(-62_135_596_801, 0) == nil)
        #expect(try time(253_402_300_800, 0) == nil)
        #expect(try time(.max, 0) == nil)
        #expect(try time(.min, 0) == nil)
        #expect(try time(0, -1) == nil)
        #expect(try time(0, 1_000_000_000) == nil)
        #expect(try Alert.decoded(Wire.bytes(1, [])).time == Timestamp(seconds: 0))
    }

    @Test func ofEqualKeysTheLastCountsInThePlaceOfTheFirst() throws {
        let message =
            Wire.entry("a", "1") + Wire.entry("b", "2") + Wire.entry("a", "3") + Wire.entry("", "4")
            + Wire.entry("a\0", "5") + Wire.entry("", "")
        let alert = try Alert.decoded(message)
        #expect(alert.fields.map(\.key) == ["a", "b", "", "a\0"])
        #expect(alert.fields.map(\.value) == ["3", "2", "", "5"])
    }

    @Test func manyKeysAndManyDuplicatesAreKeptApart() throws {
        var random = SplitMix(state: 3)
        var message: [UInt8] = []
        var expected: [String: String] = [:]
        for index in 0..<20_000 {
            // Lengths 0 to 40, so that every path of the hash is taken.
            let number = Int.random(in: 0..<6_000, using: &random)
            let key = String(repeating: "k", count: number % 37) + (number == 0 ? "" : String(number))
            message += Wire.entry(key, "v\(index)")
            expected[key] = "v\(index)"
        }
        let alert = try Alert.decoded(message)
        #expect(alert.fields.count == expected.count)
        for (key, value) in expected { #expect(alert.fields.first(matching: key)?.value == value) }
    }

    @Test func entriesWithoutKeyOrValueAreEmptyThere() throws {
        #expect(try Alert.decoded(Wire.bytes(6, [])).fields.map { [$0.key, $0.value] } == [["", ""]])
        #expect(
            try Alert.decoded(Wire.bytes(6, Wire.text(1, "k"))).fields.map { [$0.key, $0.value] } == [
                ["k", ""]
            ])
        #expect(
            try Alert.decoded(Wire.bytes(6, Wire.text(2, "v"))).fields.map { [$0.key, $0.value] } == [
                ["", "v"]
            ])
    }

    @Test func nulBytesAndInvalidUTF8Stay() throws {
        let bytes: [UInt8] = [0x61, 0x00, 0xff, 0xc0, 0x80, 0x62]
        let message =
            [4, 5, 7, 8, 9].flatMap { Wire.bytes($0, bytes) }
            + Wire.bytes(6, Wire.bytes(1, bytes) + Wire.bytes(2, bytes))
        let parts = AlertParts(try Alert.decoded(message))
        #expect(
            parts.rule == bytes && parts.output == bytes && parts.hostname == bytes && parts.source == bytes)
        #expect(parts.tags == [bytes])
        #expect(parts.fields == [bytes: bytes])
    }

    @Test(
        arguments: [
            // Field number 0, groups, wire types 6 and 7.
            [0x00], [0x07], [0x0b], [0x0c], [0x0e], [0x0f],
            // Cut.
            [0x10], [0x10, 0x80], [0x22], [0x22, 0x01], [0x22, 0x80], [0x0d, 1, 2, 3],
            [0x09, 1, 2, 3, 4, 5, 6, 7],
            // A varint of eleven bytes, lengths beyond the message, a tag beyond 32 bits.
            [0x10] + [UInt8](repeating: 0xff, count: 10) + [0x01],
            [0x22, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x22, 0xff, 0xff, 0xff, 0xff, 0x07],
            [0xff, 0xff, 0xff, 0xff, 0x1f, 0x00],
            // Bad entries.
            [0x32, 0x01, 0x0a], [0x32, 0x02, 0x0a, 0x01], [0x32, 0x02, 0x12, 0x01], [0x32, 0x01, 0x00],
            [0x32, 0x03, 0x0a, 0x80, 0x80], [0x32, 0x02, 0x0b, 0x0c], [0x32, 0x02, 0x08, 0x80],
            // Bad times.
            [0x0a, 0x01, 0x08], [0x0a, 0x02, 0x08, 0x80], [0x0a, 0x02, 0x00, 0x00],
        ] as [[UInt8]])
    func malformedMessagesAreRefused(message: [UInt8]) {
        #expect(error(message) == .malformed)
        #expect(error(Wire.text(4, "r") + message) == .malformed)
    }

    @Test func everyTruncationIsRefusedOrAShorterAlert() throws {
        for message in try Fixtures.allMessages().prefix(12) {
            let whole = AlertParts(try Alert.decoded(message))
            var ends = 0
            for length in 0..<message.count {
                guard let alert = try? Alert.decoded(Array(message[..<length])) else { continue }
                ends += 1
                let parts = AlertParts(alert)
                #expect(whole.output.isEmpty || parts.fields.isEmpty || parts.output == whole.output)
                for (key, value) in parts.fields { #expect(whole.fields[key] == value) }
                #expect(whole.tags.starts(with: parts.tags))
            }
            // Only the places between two fields are ends of a message.
            #expect(ends > 10 && ends < 80)
        }
    }

    @Test func anAlertOfFiveMegabytesIsDecoded() throws {
        let line = String(repeating: "A", count: 5 << 20)
        let message = Wire.text(4, "r") + Wire.entry("proc.cmdline", line) + Wire.text(5, line)
        let alert = try Alert.decoded(message, limit: 11 << 20)
        #expect(alert["proc.cmdline"]?.utf8.count == 5 << 20)
        #expect(alert.output.utf8.count == 5 << 20)
        #expect(
            try alert.encoded() == Wire.text(4, "r") + Wire.text(5, line) + Wire.entry("proc.cmdline", line))
        #expect(error(message, limit: message.count) == nil)
        #expect(error(message, limit: message.count - 1) == .tooLarge)
    }

    @Test func aFailureLeavesWhatWasGathered() throws {
        var builder = try AlertBatchBuilder(maximumMessageSize: 1000)
        let good = Wire.text(4, "good") + Wire.entry("k", "v") + Wire.text(8, "t")
        try builder.decode(good)
        for bad in [
            good + [0x32, 0x01, 0x0a], good + [0x00], Wire.text(4, String(repeating: "x", count: 1000)),
            good + Wire.bytes(1, [0x08]),
        ] {
            #expect(throws: AlertError.self) { try builder.decode(bad) }
            #expect(builder.count == 1)
        }
        try builder.decode(good)
        let batch = try #require(try builder.take())
        #expect(batch.map { AlertParts($0) } == [AlertParts(batch[0]), AlertParts(batch[0])])
        #expect(batch[1]["k"] == "v")
        #expect(batch[1].tags == ["t"])
    }

    @Test func errorsSayWhatIsWrong() {
        let codes: [AlertError.Code] = [.malformed, .tooLarge, .tooComplex, .batchFull, .outOfMemory]
        #expect(Set(codes.map { AlertError($0).description }).count == codes.count)
        #expect(AlertError(.malformed).description == "not the encoding of a Falco alert")
    }
}
