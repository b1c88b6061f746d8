import FalcoAlerts
import TestSupport
import Testing

/// Falco's JSON as it comes and as it should not: what becomes of each.
struct JSONDecodingTests {
    private func error(_ json: [UInt8], limit: Int = 1 << 20) -> AlertError? {
        do {
            _ = try Alert.decoded(json: json, limit: limit)
            return nil
        } catch {
            return error as? AlertError
        }
    }

    private func error(_ json: String) -> AlertError? { error(Array(json.utf8)) }

    private func fields(_ members: String) throws -> [String: String] {
        let alert = try Alert.decoded(json: #"{"rule":"r","output_fields":{\#(members)}}"#)
        return Dictionary(uniqueKeysWithValues: alert.fields.map { ($0.key, $0.value) })
    }

    @Test func everyPartIsRead() throws {
        let alert = try Alert.decoded(
            json: """
                {"hostname":"h","output":"19:41:08.047145942: Error Something | a=b","output_fields":{"proc.pid":12,\
                "k8s.ns.name":null,"evt.time":1795376468047145942},"priority":"Error","rule":"r","source":"k8s_audit",\
                "tags":["a","b"],"time":"2026-11-22T19:41:08.047145942Z"}
                """)
        #expect(alert.hostname == "h")
        #expect(alert.output == "19:41:08.047145942: Error Something | a=b")
        #expect(alert.text == "Something | a=b")
        #expect(alert.priority == .error)
        #expect(alert.rule == "r")
        #expect(alert.source == "k8s_audit")
        #expect(alert.tags == ["a", "b"])
        #expect(alert.time?.rfc3339() == "2026-11-22T19:41:08.047145942Z")
        #expect(alert.fields.map(\.key) == ["proc.pid", "k8s.ns.name"])
        #expect(alert["proc.pid"] == "12")
        #expect(alert["k8s.ns.name"] == nil)
        #expect(alert.fields.first(matching: "k8s.ns.name")?.value == "<NA>")
    }

    @Test func valuesAreTextWithoutLoss() throws {
        let members = #"""
            "a":18446744073698630416,"b":-9223372036854775808,"c":1.50,"d":-0,"e":1E+400,"f":true,"g":false,"h":null,\#
            "i":[],"j":["x","y z"],"k":[1,null,true,["n"]],"l":{ "m" : [1, "\n"] } ,"m":"",\#
            "n":123456789012345678901234567890
            """#
        #expect(
            try fields(members) == [
                "a": "18446744073698630416", "b": "-9223372036854775808", "c": "1.50", "d": "-0",
                "e": "1E+400",
                "f": "true", "g": "false", "h": "<NA>", "i": "()", "j": "(x,y z)", "k": "(1,<NA>,true,(n))",
                "l": #"{ "m" : [1, "\n"] }"#, "m": "", "n": "123456789012345678901234567890",
            ])
    }

    @Test func onlyTheRuleMustBeThere() throws {
        let alert = try Alert.decoded(json: #"{"rule":""}"#)
        #expect(alert.rule.isEmpty && alert.output.isEmpty && alert.hostname.isEmpty)
        #expect(alert.time == nil)
        #expect(alert.priority == .unknown(-1))
        #expect(alert.priority.isAtLeast(.emergency))
        #expect(alert.source == "syscall")
        #expect(alert.tags.isEmpty && alert.fields.isEmpty)
        for json in [
            "{}", #"{"priority":"Error"}"#, #"{"rule":5}"#, #"{"rule":null}"#, #"{"rule":"r","rule":[]}"#,
        ] {
            #expect(error(json) == AlertError(.malformed, reason: "it names no rule"))
        }
    }

    @Test func unknownKeysAreLookedAtAndPassedOver() throws {
        let json = #"{"uuid":"1","x":[{"rule":"no"},[[]],{}],"rule":"r","level":-1.5e3,"":true,"Rule":null}"#
        let alert = try Alert.decoded(json: json)
        #expect(alert.rule == "r")
        #expect(alert.fields.isEmpty)
        for bad in [
            "[1,,2]", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{1:2}", "[1,]", "tru", "01", "1:2",
            #""b":"c""#,
            #""\x""#, "[}", "{]", #"{"a":"b":"c"}"#, #"{"\u00":1}"#,
        ] {
            #expect(error(#"{"rule":"r","x":\#(bad)}"#)?.code == .malformed, "\(bad)")
            #expect(error(#"{"rule":"r","output_fields":\#(bad)}"#)?.code == .malformed, "\(bad)")
            #expect(error(#"{"rule":"r","output_fields":{"x":\#(bad)}}"#)?.code == .malformed, "\(bad)")
        }
    }

    @Test func aValueOfAnotherTypeCountsAsMissing() throws {
        for value in ["5", "null", "true", #"{"a":"b"}"#, "[[1]]"] {
            let json = """
                {"rule":"r","output":\(value),"hostname":\(value),"source":\(value),"time":\(value),"message":\(value)}
                """
            let alert = try Alert.decoded(json: json)
            #expect(
                alert.output.isEmpty && alert.hostname.isEmpty && alert.source == "syscall"
                    && alert.time == nil)
        }
        for value in ["5", "null", #""a""#, "[]"] {
            #expect(try Alert.decoded(json: #"{"rule":"r","output_fields":\#(value)}"#).fields.isEmpty)
        }
        for value in ["5", "null", #""a""#, "{}"] {
            #expect(try Alert.decoded(json: #"{"rule":"r","tags":\#(value)}"#).tags.isEmpty)
        }
        #expect(
            try Alert.decoded(json: #"{"rule":"r","tags":["a",null,1,["b"]]}"#).tags == ["a", "1", "(b)"])
    }

    @Test func ofEqualKeysTheLastCounts() throws {
        let alert = try Alert.decoded(
            json: #"""
                {"rule":"first","tags":["a","b"],"output_fields":{"a":1,"b":2},"output":"first","source":"internal",\#
                "priority":"Error","time":"2026-11-22T19:41:08Z","rule":"last","tags":["c"],\#
                "output_fields":{"a":3,"c":4,"\u0061":5},"output":"last","source":null,"priority":7,"time":""}
                """#)
        #expect(alert.rule == "last")
        #expect(alert.output == "last")
        #expect(alert.tags == ["c"])
        #expect(alert.fields.map { [$0.key, $0.value] } == [["a", "5"], ["c", "4"]])
        #expect(alert.source == "syscall")
        #expect(alert.priority == .debug)
        #expect(alert.time == nil)
    }

    @Test func theMessageStandsInForTheOutput() throws {
        #expect(try Alert.decoded(json: #"{"message":"m","rule":"r"}"#).output == "m")
        #expect(try Alert.decoded(json: #"{"message":"m","rule":"r","output":"o"}"#).output == "o")
        #expect(try Alert.decoded(json: #"{"message":"m","rule":"r","output":null}"#).output == "m")
    }

    @Test func priorityIsReadInAnySpelling() throws {
        func priority(_ value: String) throws -> Priority {
            try Alert.decoded(json: #"{"rule":"r","priority":\#(value)}"#).priority
        }
        for known in Priority.known {
            #expect(try priority("\"\(known.name)\"") == known)
            #expect(try priority("\"\(known.name.uppercased())\"") == known)
            #expect(try priority("\"\(known.name.lowercased())\"") == known)
            #expect(try priority("\(known.rawValue)") == known)
        }
        #expect(try priority(#""INFO""#) == .informational)
        #expect(try priority(#""Unknown(9)""#) == .unknown(9))
        #expect(try priority(#""Unknown(-2147483648)""#) == .unknown(.min))
        #expect(try priority("99") == .unknown(99))
        for none in [
            #""""#, #""severe""#, #""errors""#, #""Unknown(2147483648)""#, #""Unknown()""#, #""Unknown(-)""#,
            #""Unknown(1""#, "-5", "2147483648", "1.5", "null", "[]",
        ] {
            #expect(try priority(none) == .unknown(-1), "\(none)")
        }
    }

    @Test func theSourceGivesTheOlderEnumerationToo() throws {
        for (source, number) in [("syscall", 0), ("k8s_audit", 1), ("internal", 2), ("okta", 3)]
            as [(String, UInt64)]
        {
            let alert = try Alert.decoded(json: #"{"rule":"r","source":"\#(source)"}"#)
            #expect(alert.source == source)
            let written = try alert.encoded()
            let expected = number == 0 ? [] : Wire.integer(3, number)
            #expect(written.count == 3 + 11 + expected.count + 2 + source.utf8.count)
            #expect(Array(written[11..<11 + expected.count]) == expected)
        }
    }

    @Test func timesAreReadToTheNanosecond() throws {
        func time(_ text: String) throws -> Timestamp? {
            try Alert.decoded(json: #"{"rule":"r","time":"\#(text)"}"#).time
        }
        let whole = Timestamp(seconds: 1_795_376_468)
        #expect(try time("2026-11-22T19:41:08Z") == whole)
        #expect(
            try time("2026-11-22T19:41:08.047145942Z")
                == Timestamp(seconds: 1_795_376_468, nanoseconds: 47_145_942))
        #expect(
            try time("2026-11-22T19:41:08.5Z") == Timestamp(seconds: 1_795_376_468, nanoseconds: 500_000_000))
        #expect(try time("2026-11-22T19:41:08.0000000009Z") == whole)
        #expect(try time("2026-11-22T21:41:08+02:00") == whole)
        #expect(try time("2026-11-22t14:11:08-0530") == whole)
        #expect(try time("2026-11-22 19:41:08z") == whole)
        #expect(try time("2026-11-22T19:41:60Z") == Timestamp(seconds: 1_795_376_520))
        #expect(try time("2024-02-29T00:00:00Z") != nil)
        #expect(try time("0001-01-01T00:00:00Z") == Timestamp(seconds: -62_135_596_800))
        #expect(try time("9999-12-31T23:59:59.999999999Z")?.rfc3339() == "9999-12-31T23:59:59.999999999Z")
        for none in [
            "", "now", "2026-11-22", "2026-11-22T19:41:08", "2026-11-22T19:41:08.Z", "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
            "2026-11-22T24:00:00Z", "2026-11-22T19:60:08Z", "2026-11-22T19:41:61Z",
            "2026-11-22T19:41:08+24:00",
            "2026-11-22T19:41:08+0:00", "2026-11-22T19:41:08ZZ", " 2026-11-22T19:41:08Z",
            "0001-01-01T00:00:00+00:01",
            "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z",
        ] {
            #expect(try time(none) == nil, "\(none)")
        }
    }

    @Test func everySecondOfTheCalendarIsItself() throws {
        var random = SplitMix(state: 5)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &random)
            let time = Timestamp(seconds: seconds, nanoseconds: .random(in: 0...999_999_999, using: &random))
            let alert = try Alert.decoded(json: #"{"rule":"r","time":"\#(time.rfc3339())"}"#)
            #expect(alert.time == time)
        }
    }

    @Test func evtTimeIsAFieldOnlyWhenItSaysSomethingElse() throws {
        func alert(_ time: String, _ event: String) throws -> Alert {
            try Alert.decoded(json: #"{"rule":"r",\#(time)"output_fields":{\#(event),"k":"v"}}"#)
        }
        let time = #""time":"2026-11-22T19:41:08.047145942Z","#
        let same = try alert(time, #""evt.time":1795376468047145942"#)
        #expect(same.fields.map(\.key) == ["k"])
        let alone = try alert("", #""evt.time":1795376468047145942"#)
        #expect(alone.time == same.time)
        #expect(alone.fields.map(\.key) == ["k"])
        #expect(alone.id == same.id)
        let other = try alert(time, #""evt.time":1795376468047145943"#)
        #expect(other.time == same.time)
        #expect(
            other.fields.map { [$0.key, $0.value] } == [["k", "v"], ["evt.time", "1795376468047145943"]])
        let text = try alert("", #""evt.time":"19:41:08.047145942""#)
        #expect(text.time == nil)
        #expect(text["evt.time"] == "19:41:08.047145942")
        // A number that no nanoseconds are, and several.
        #expect(try alert("", #""evt.time":18446744073709551616"#)["evt.time"] == "18446744073709551616")
        #expect(try alert(time, #""evt.time":"x","evt.time":1795376468047145942"#)["evt.time"] == nil)
        #expect(try alert(time, #""evt.time":1795376468047145942,"evt.time":"x""#)["evt.time"] == "x")
        let behind =
            #"{"output_fields":{"evt.time":1795376468047145942},"time":"2026-11-22T19:41:08.047145942Z","rule":""}"#
        #expect(try Alert.decoded(json: behind).fields.isEmpty)
    }

    @Test func escapesBecomeWhatTheyMean() throws {
        let read = try fields(
            #""\u006b\u00e9\ud83d\ude00\/":"\"\\\/\b\f\n\r\t\u0000\u00e9\u20ac\ud83d\ude00 \\u0041","a\\":"\\\\""#
        )
        #expect(
            read == ["ké😀/": "\"\\/\u{8}\u{c}\n\r\t\u{0}é€😀 \\u0041", "a\\": "\\\\"])
        let rule = try Alert.decoded(json: #"{"\u0072ule":"a\u0000b","t\u0061gs":["\ud83d\ude00"]}"#)
        #expect(rule.rule == "a\0b")
        #expect(rule.tags == ["😀"])
    }

    @Test func halvesOfSurrogatePairsAreRepaired() throws {
        let read = try fields(
            #""a":"\ud83d","b":"\ude00","c":"\ud83dx","d":"\ude00\ud83d","e":"\ud83d\ud83d\ude00","f":"\ud83d\u0041","\udfff":"""#
        )
        #expect(
            read == [
                "a": "\u{fffd}", "b": "\u{fffd}", "c": "\u{fffd}x", "d": "\u{fffd}\u{fffd}", "e": "\u{fffd}😀",
                "f": "\u{fffd}A", "\u{fffd}": "",
            ])
    }

    @Test func whatIsNotUTF8IsRepairedAndDecoded() throws {
        let pieces: [[UInt8]] = [
            [0xff], [0xc3], [0xc0, 0x80], [0xe2, 0x82], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80],
            [0xf0, 0x9f, 0x92],
            [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0x80], [0xe2, 0x82, 0xac],
            [0xc3, 0xa9, 0xff],
        ]
        for piece in pieces {
            func quoted(_ text: String) -> [UInt8] {
                Array("\"\(text)\\n".utf8) + piece + Array("\\u00e9\"".utf8)
            }
            let shown = String(decoding: piece, as: UTF8.self)
            var json =
                Array(#"{"rule":"#.utf8) + quoted("r") + Array(#","output":"plain\tline","tags":["#.utf8)
            json += quoted("t") + Array(#"],"x":["#.utf8) + quoted("x") + Array(#"],"output_fields":{"#.utf8)
            json += quoted("k") + Array(":".utf8) + quoted("v") + Array(#","l":["#.utf8) + quoted("l")
            json += Array(#",1],"o":{"a":"#.utf8) + quoted("o") + Array("}}}".utf8)
            let alert = try Alert.decoded(json: json)
            #expect(alert.rule == "r\n\(shown)é")
            #expect(alert.output == "plain\tline")
            #expect(alert.tags == ["t\n\(shown)é"])
            #expect(alert["k\n\(shown)é"] == "v\n\(shown)é")
            #expect(alert["l"] == "(l\n\(shown)é,1)")
            #expect(alert["o"] == #"{"a":"o\n\#(shown)\u00e9"}"#)
            // Outside strings, and within an escape, they are no JSON.
            for place in ["{", "1", "tru", #""\"#, #""\u00e"#] where piece != [0xe2, 0x82, 0xac] {
                #expect(
                    error(Array(#"{"rule":"r","x":\#(place)"#.utf8) + piece + Array("\"}".utf8))?.code
                        == .malformed)
            }
        }
    }

    @Test func aByteOrderMarkAndSpaceAroundDoNotMatter() throws {
        let plain = AlertParts(try Alert.decoded(json: #"{"rule":"r","hostname":"h"}"#))
        for json in [
            "\u{feff}{\"rule\":\"r\",\"hostname\":\"h\"}", "{\"rule\":\"r\",\"hostname\":\"h\"}\r\n",
            " \t\r\n{ \"rule\"\t:\r\"r\" ,\n\"hostname\" : \"h\" } \t\r\n",
            "\u{feff}\n{\"rule\":\"r\",\"hostname\":\"h\"}\n",
        ] {
            #expect(AlertParts(try Alert.decoded(json: json)) == plain)
        }
        #expect(error("\u{feff}\u{feff}{\"rule\":\"r\"}")?.code == .malformed)
        #expect(error("{\"rule\":\"r\"}\u{feff}")?.code == .malformed)
        #expect(error("{\"rule\":\"r\"}\u{a0}")?.code == .malformed)
    }

    @Test(
        arguments: [
            ("", "it is empty"), ("\r\n", "it is empty"), ("\u{feff}", "it is empty"),
            ("[]", "it is no JSON object"),
            ("5", "it is no JSON object"), (#""rule""#, "it is no JSON object"),
            ("null", "it is no JSON object"),
            (#"{"rule":"r""#, "it is cut short"), (#"{"rule":"r"#, "a string has no end"),
            (#"{"rule":"r"}{"rule":"r"}"#, "more follows the object"),
            (#"{"rule":"r"}}"#, "more follows the object"),
            (#"{"rule":"r"},"#, "it is cut short"),
            ("{\"rule\":\"a\tb\"}", "a string holds a bare control character"),
            ("{\"rule\":\"a\0b\"}", "a string holds a bare control character"),
            (#"{"rule":"\q"}"#, "a string holds an unknown escape"),
            (#"{"rule":NaN}"#, "a value is none of JSON's"),
            (#"{"rule" "r"}"#, "its parts do not make a JSON object"),
            (#"{"rule":"r","a":1 "b":2}"#, "its parts do not make a JSON object"),
            ("19:41:08.047145942: Error Something", "it is no JSON object"),
            ("{\"rule\":\"r\"\0}", "its parts do not make a JSON object"),
        ])
    func whatIsNoAlertIsRefusedWithTheReason(json: String, reason: String) {
        #expect(error(json) == AlertError(.malformed, reason: reason))
        #expect(
            AlertError(.malformed, reason: reason).description
                == "not the encoding of a Falco alert: \(reason)")
    }

    @Test func nestingIsBounded() throws {
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        let tooDeep = AlertError(.malformed, reason: "it nests deeper than 128 levels")
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            let levels = open.utf8.count(where: { $0 == 0x5b || $0 == 0x7b })
            // The alert is a level, `output_fields` another.
            let unknown = 127 / levels, field = 126 / levels
            #expect(error(#"{"rule":"r","x":\#(nested(unknown, open, close))}"#) == nil)
            #expect(error(#"{"rule":"r","x":\#(nested(unknown + 1, open, close))}"#) == tooDeep)
            #expect(error(#"{"rule":"r","output_fields":{"x":\#(nested(field, open, close))}}"#) == nil)
            #expect(
                error(#"{"rule":"r","output_fields":{"x":\#(nested(field + 1, open, close))}}"#) == tooDeep)
            #expect(error(#"{"rule":"r","x":\#(nested(1_000, open, close))}"#) == tooDeep)
            #expect(error(#"{"rule":"r","tags":\#(nested(100_000, open, close))}"#) != nil)
            #expect(error(String(repeating: open, count: 100_000))?.code == .malformed)
        }
        #expect(try fields(#""x":\#(nested(126, "[", "]"))"#)["x"] == nested(126, "(", ")"))
    }

    @Test func aLineOfSixteenMegabytesIsDecoded() throws {
        let size = 16 << 20
        let before = Array(#"{"rule":"r","output_fields":{"proc.cmdline":""#.utf8)
        let line = [UInt8](repeating: 0x41, count: size - before.count - 4)
        var json = before + line + Array("\\n\"}}".utf8)
        json.remove(at: before.count)
        #expect(json.count == size)
        let alert = try Alert.decoded(json: json, limit: size)
        #expect(alert["proc.cmdline"]?.utf8.count == line.count)
        #expect(error(json, limit: size - 1)?.code == .tooLarge)
        // The limit is for the repaired text: a byte that is no UTF-8 counts for three.
        json[before.count] = 0xff
        #expect(error(json, limit: size)?.code == .tooLarge)
        #expect(error(json, limit: size + 2) == nil)
    }

    @Test func manyKeysAndManyDuplicatesAreKeptApart() throws {
        var random = SplitMix(state: 3)
        var members: [String] = []
        var expected: [String: String] = [:]
        for index in 0..<20_000 {
            let number = Int.random(in: 0..<6_000, using: &random)
            let key = String(repeating: "k", count: number % 37) + (number == 0 ? "" : String(number))
            members.append("\"\(key)\":\(index)")
            expected[key] = String(index)
        }
        #expect(try fields(members.joined(separator: ",")) == expected)
    }

    @Test func aFailureLeavesWhatWasGathered() throws {
        var builder = try AlertBatchBuilder(maximumMessageSize: 1000)
        let good = Array(#"{"rule":"good","tags":["t"],"output_fields":{"k":"v"}}"#.utf8)
        try builder.decode(json: good)
        for bad in [
            good.dropLast(), good + [0x7d], good.dropLast() + Array(#","x":tru}"#.utf8), [],
            Array(#"{"rule":"\#(String(repeating: "x", count: 1000))"}"#.utf8),
        ] {
            #expect(throws: AlertError.self) { try builder.decode(json: Array(bad)) }
            #expect(builder.count == 1)
        }
        try builder.decode(Wire.text(4, "protobuf"))
        try builder.decode(json: good)
        let batch = try #require(try builder.take())
        #expect(batch.map(\.rule) == ["good", "protobuf", "good"])
        #expect(AlertParts(batch[0]) == AlertParts(batch[2]))
        #expect(batch[2]["k"] == "v")
        try good.withUnsafeBytes { try builder.decode(json: $0) }
        try #expect(builder.take()?.count == 1)
    }
}
