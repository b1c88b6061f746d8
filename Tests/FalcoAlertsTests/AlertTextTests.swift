import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// `text`, Falco's line without its wrapping and its prefix, and the JSON that may be passed on.
struct AlertTextTests {
    private var prefix: Regex<Substring> {
        #/^\d\d:\d\d:\d\d\.\d{9}: (?:Emergency|Alert|Critical|Error|Warning|Notice|Informational|Debug) /#
    }

    @Test func theLineIsUnwrappedFromEveryCapturedJSONAlert() throws {
        for (alert, twin) in zip(try Fixtures.jsonOutputAlerts(), try JSONTwin.all()) {
            #expect(alert.output.hasPrefix("{"))
            #expect(twin.output.contains(prefix))
            #expect(alert.text == twin.output.replacing(prefix, with: ""))
            let passed = alert.withWrappedJSON { [UInt8]($0) }
            #expect(passed == alert.withOutputBytes { [UInt8]($0) })
        }
    }

    @Test func theLineIsTakenFromEveryCapturedTextAlert() throws {
        for alert in try Fixtures.textOutputAlerts() {
            #expect(alert.output.contains(prefix))
            #expect(alert.text == alert.output.replacing(prefix, with: ""))
            #expect(alert.withWrappedJSON { $0.count } == nil)
        }
    }

    @Test func aDropAlertWithoutPrefixIsUnwrapped() throws {
        let data = try Data(contentsOf: Fixtures.url("alerts/drop-alert-decoded.json"))
        let output = try #require(
            try (JSONSerialization.jsonObject(with: data) as? [String: Any])?["output"] as? String)
        #expect(
            try text(output)
                == "Falco internal: syscall event drop. 1 system calls dropped in last second.")
    }

    @Test(arguments: [
        ("19:41:08.047145942: Error Something | a=b", "Something | a=b"),
        ("2026-11-22T19:41:08.047145942+0000: Informational Something", "Something"),
        (
            "2026-11-22T19:41:08.047145942+0100: Error Something",
            "Something"
        ),
        ("19:41:08.047145942: Error ", ""),
        ("19:41:08.047145942: Error", "19:41:08.047145942: Error"),
        ("19:41:08.04714594: Error x", "19:41:08.04714594: Error x"),
        ("19:41:08.047145942: error x", "19:41:08.047145942: error x"),
        ("19:41:08.047145942: Errors x", "19:41:08.047145942: Errors x"),
        ("19:41:08.047145942: Error 19:41:08.047145942: Error x", "19:41:08.047145942: Error x"),
        (" 19:41:08.047145942: Error x", " 19:41:08.047145942: Error x"),
        ("", ""), ("{", "{"), ("{}", "{}"), ("{\"output\":1}", "{\"output\":1}"),
        ("{\"output\":\"x\"", "{\"output\":\"x\""),
        ("{\"output\":\"x\"} tail", "{\"output\":\"x\"} tail"),
        ("[\"output\"]", "[\"output\"]"),
        ("{\"output\":\"x\"}", "x"),
        ("{ \"a\" : [ 1 , { } , [ ] ] , \"output\" : \"x\" }\n", "x"),
        ("{\"a\":{\"output\":\"nested\"}}", "{\"a\":{\"output\":\"nested\"}}"),
        ("{\"a\":{\"output\":\"nested\"},\"output\":\"x\"}", "x"),
        ("{\"a\":\"\\\",\\\"output\\\":\\\"fooled\",\"output\":\"x\"}", "x"),
        ("{\"output\":\"first\",\"output\":\"last\"}", "last"),
        ("{\"output\":\"first\",\"output\":7}", "{\"output\":\"first\",\"output\":7}"),
        ("{\"\\u006f\\u0075tput\":\"x\"}", "x"),
        ("{\"message\":\"m\"}", "m"),
        ("{\"message\":\"m\",\"output\":\"x\"}", "x"),
        (
            "{\"output\":\"19:41:08.047145942: Error a\\n\\t\\\"\\\\\\/\\b\\f\\rz\"}",
            "a\n\t\"\\/\u{8}\u{c}\rz"
        ),
        ("{\"output\":\"\\u0000\\u00e4\\u20AC\\uD83D\\ude00\"}", "\0ä€😀"),
        ("{\"output\":\"\\ud83d \\ude00 \\ud83d\\ud83d\\ude00\"}", "\u{fffd} \u{fffd} \u{fffd}😀"),
        ("{\"output\":\"\\u00e\"}", "{\"output\":\"\\u00e\"}"),
        ("{\"output\":\"\\x\"}", "{\"output\":\"\\x\"}"),
    ])
    func lines(output: String, text expected: String) throws {
        #expect(try text(output) == expected)
    }

    @Test func rawControlBytesAndInvalidUTF8AreReadButNotPassedOn() throws {
        let lines: [([UInt8], String)] = [
            (Array("a\u{1b}[31m".utf8), "a\u{1b}[31m"), ([0x0a], "\n"), ([0x7f], "\u{7f}"),
            ([0xff, 0xfe], "\u{fffd}\u{fffd}"),
            (Array("\u{85}".utf8), "\u{85}"), ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}"),
            ([0xc3], "\u{fffd}"),
        ]
        for (bytes, shown) in lines {
            let output = Array("{\"rule\":\"r\",\"output\":\"".utf8) + bytes + Array("\"}".utf8)
            let alert = try Alert.decoded(Wire.text(4, "r") + Wire.bytes(5, output))
            #expect(alert.text == shown)
            #expect(alert.withWrappedJSON { $0.count } == nil)
        }
    }

    @Test(arguments: [
        ("{\"rule\":\"r\"}", true),
        ("{\"output\":\"x\",\"rule\":\"r\",\"n\":[-0,1.5e-7,18446744073698630416,true,false,null,{}]}", true),
        ("{\"rule\":\"r\",\"o\":\"\\u0000 ä € 😀 \\ud83d\\ude00\"}", true),
        ("{\"rule\":\"\\u0072\"}", true),
        ("{\"rule\":\"s\"}", false), ("{\"rule\":1}", false), ("{}", false),
        ("{\"a\":{\"rule\":\"r\"}}", false),
        ("{\"rule\":\"r\"}\n", false), ("{\"rule\":\"r\",\n\"a\":1}", false),
        ("{\"rule\":\"r\",\"a\":01}", false),
        ("{\"rule\":\"r\",\"a\":+1}", false), ("{\"rule\":\"r\",\"a\":1.}", false),
        ("{\"rule\":\"r\",\"a\":.5}", false),
        ("{\"rule\":\"r\",\"a\":1e}", false), ("{\"rule\":\"r\",\"a\":-}", false),
        ("{\"rule\":\"r\",\"a\":nul}", false),
        ("{\"rule\":\"r\",}", false), ("{\"rule\":\"r\" \"a\":1}", false),
        ("{\"rule\":\"r\",\"a\":[1,]}", false),
        ("{\"rule\":\"r\",\"a\":[1}", false), ("{\"rule\":\"r\",\"a\":\"\\ud800\"}", false),
        ("{\"rule\":\"r\",\"a\":\"\\udc00\"}", false), ("{\"rule\":\"r\",a:1}", false),
        ("{\"rule\":\"r\"}{\"rule\":\"r\"}", false), ("{'rule':'r'}", false),
        ("{\"rule\":\"r\",\"a\":NaN}", false),
    ])
    func passedOn(output: String, expected: Bool) throws {
        let alert = try Alert.made(AlertValues(priority: .notice, rule: "r", output: output))
        #expect((alert.withWrappedJSON { $0.count } != nil) == expected)
    }

    @Test func nestingIsBounded() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for (depth, accepted) in [(126, true), (127, true), (128, false), (100_000, false)] {
                let middle = open == "[" ? "" : "1"
                let nested =
                    String(repeating: open, count: depth) + middle + String(repeating: close, count: depth)
                let alert = try Alert.made(
                    AlertValues(
                        priority: .notice, rule: "r",
                        output: "{\"rule\":\"r\",\"output\":\"x\",\"a\":\(nested)}"))
                #expect((alert.text == "x") == accepted)
                #expect((alert.withWrappedJSON { $0.count } != nil) == accepted)
            }
        }
    }

    /// Cut and changed bytes: the scanner says yes exactly when Foundation does, and never reads out of bounds.
    @Test func theScannerAgreesWithFoundationOnMutatedAlerts() throws {
        var random = SplitMix(state: 1)
        let outputs = try Fixtures.jsonOutputAlerts().prefix(40).map { alert in
            (alert.rule, alert.withOutputBytes { [UInt8]($0) })
        }
        var accepted = 0
        for (rule, output) in outputs {
            for _ in 0..<60 {
                var bytes = output
                for _ in 0..<Int.random(in: 1...2, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: bytes[place] = "{}[]\":,\\0e-+.utn ".utf8.randomElement(using: &random) ?? 0
                    case 1: bytes[place] = UInt8.random(in: 0x20..<0x7f, using: &random)
                    case 2: bytes.remove(at: place)
                    default: bytes.insert(bytes[place], at: place)
                    }
                }
                let alert = try Alert.decoded(Wire.text(4, rule) + Wire.bytes(5, bytes))
                let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
                guard let passed = alert.withWrappedJSON({ [UInt8]($0) }) else {
                    // Refused for another rule, or as no JSON.
                    #expect(object.map { $0["rule"] as? String != rule } ?? true)
                    continue
                }
                accepted += 1
                #expect(passed == bytes)
                #expect(object != nil)
            }
        }
        #expect(accepted > 200)
    }

    @Test func aHugeLineIsReadInOnePass() throws {
        let line = String(repeating: "\\u0041\\\\[{", count: 100_000)
        let alert = try Alert.made(
            AlertValues(priority: .notice, rule: "r", output: "{\"rule\":\"r\",\"output\":\"\(line)\"}"))
        #expect(alert.text.utf8.count == 4 * 100_000)
        #expect(alert.withWrappedJSON { $0.count } != nil)
    }

    private func text(_ output: String) throws -> String {
        try Alert.made(AlertValues(priority: .notice, rule: "r", output: output)).text
    }
}
