import FalcoAlerts
import Foundation
import Knowledge
import Outputs
import TestSupport
import Testing

@Suite struct FalcoJSONRendererTests {
    private static let glossary = KnowledgeBase().glossary

    private let renderer = FalcoJSONRenderer { key in
        guard let kind = glossary.entry(key)?.kind else { return .string }
        return kind == .time ? .unsigned : FalcoJSONRenderer.FieldKind(rawValue: kind.rawValue) ?? .string
    }

    private func line(_ alert: Alert) -> [UInt8] {
        var out: [UInt8] = []
        renderer.alert(alert, into: &out)
        return out
    }

    @Test func wrappedAlertsComeOutAsFalcoWroteThem() throws {
        let expected = try Array(Data(contentsOf: Fixtures.url("alerts/falco-json-output.jsonl")))
        #expect(try Fixtures.jsonOutputAlerts().flatMap(line) == expected)
    }

    /// The same alerts without their wrapping, as Falco sends them with `json_output: false`: what is rebuilt from the
    /// strings of the message equals what Falco wrote, byte for byte.
    @Test func rebuiltAlertsAreFalcosOwn() throws {
        let expected = try String(contentsOf: Fixtures.url("alerts/falco-json-output.jsonl"), encoding: .utf8)
            .split(separator: "\n")
        for (alert, expected) in zip(try Fixtures.jsonOutputAlerts(), expected) {
            let wrapped = try JSONValue(parsing: Array(alert.output.utf8))
            let plain = try Samples.alert(
                AlertValues(
                    time: alert.time, priority: alert.priority, rule: alert.rule,
                    output: wrapped["output"]?.text ?? "",
                    fields: alert.fields.map { ($0.key, $0.value) }, hostname: alert.hostname,
                    tags: alert.tags,
                    source: alert.source))
            let rebuilt = String(decoding: line(plain).dropLast(), as: UTF8.self)
            #expect(rebuilt == expected)
        }
    }

    @Test func textAlertsComeBackFromTheirJSON() throws {
        for alert in try Fixtures.textOutputAlerts() {
            let json = try JSONValue(parsing: line(alert))
            #expect(json["rule"]?.text == alert.rule)
            #expect(json["output"]?.text == alert.output)
            #expect(json["time"]?.text == alert.time?.rfc3339())
            #expect((json["tags"] == nil) == (alert.source == "internal"))
            let fields = json["output_fields"]?.members ?? [:]
            let extra =
                alert.source == "internal" ? 0 : alert.fields.first(matching: "evt.time") == nil ? 1 : 0
            #expect(fields.count == alert.fields.count + extra)
            for field in alert.fields {
                switch fields[field.key] {
                case .string(let text): #expect(text == field.value)
                case .null: #expect(field.value == "<NA>")
                case .bool(let value): #expect(String(value) == field.value)
                case .number(let number): #expect(Double(field.value) == number)
                default: Issue.record("\(field.key) is lost or a list")
                }
            }
        }
    }

    @Test func whatItWritesIsReadAsTheSameAlert() throws {
        for alert in try Array(Fixtures.jsonOutputAlerts()) + Array(Fixtures.textOutputAlerts()) {
            let read = try decoded(line(alert))
            #expect(read.text == alert.text)
            #expect(read.tags == alert.tags)
            #expect(read.fields.count == alert.fields.count)
            for field in alert.fields {
                #expect(read.fields.first(matching: field.key)?.value == field.value)
            }
            // One alert is not UTF-8: it comes back repaired.
            let isRepaired = alert.withOutputBytes { String(validating: $0, as: UTF8.self) == nil }
            #expect((read.id == alert.id) != isRepaired)
            #expect((read.fingerprint == alert.fingerprint) != isRepaired)
            if !alert.output.hasPrefix("{") { #expect(read.output == alert.output) }
        }
    }

    @Test func whateverAnAlertHoldsIsReadAsItWas() throws {
        let texts = [
            "", "\0", "\"\\/\u{8}\u{c}\n\r\t", "é€😀", "\u{7f}\u{85}\u{2028}\u{fffd}", "<NA>", "(a,b)", "null",
            "-0",
        ]
        for text in texts {
            for priority in Priority.known + [.unknown(9), .unknown(-1), .unknown(.min)] {
                let alert = try Samples.alert(
                    AlertValues(
                        time: text.isEmpty ? nil : Timestamp(seconds: -5, nanoseconds: 999_999_999),
                        priority: priority,
                        rule: text, output: text,
                        fields: [(text, text), ("proc.pid", text), ("evt.time", text)],
                        hostname: text, tags: [text, text], source: text.isEmpty ? "syscall" : text))
                let read = try decoded(line(alert))
                #expect(line(read) == line(alert))
                #expect(read.priority == alert.priority)
                #expect(read.id == alert.id)
            }
        }
    }

    private func decoded(_ json: [UInt8]) throws -> Alert {
        var builder = try AlertBatchBuilder()
        try builder.decode(json: json)
        return try #require(try builder.take())[0]
    }

    @Test func valuesThatDoNotHaveTheirTypeAreStrings() throws {
        let renderer = FalcoJSONRenderer {
            FalcoJSONRenderer.FieldKind(rawValue: String($0.prefix { $0 != "." })) ?? .string
        }
        let alert = try Samples.alert(
            AlertValues(
                time: nil, priority: .unknown(9), rule: "r", output: "{not json",
                fields: [
                    ("integer.a", "-12"), ("integer.b", "007"), ("integer.c", "1e5"), ("integer.d", "-"),
                    ("integer.e", ""),
                    ("unsigned.a", "18446744073698630416"), ("boolean.a", "true"), ("boolean.b", "yes"),
                    ("number.a", "1.50"),
                    ("number.b", "1."), ("list.a", "(a,b c)"), ("list.b", "a"), ("list.c", "()"),
                    ("string.a", "<NA>"),
                    ("integer.f", "<NA>"), ("string.b", "1"),
                ], hostname: "h", tags: []))
        var out: [UInt8] = []
        renderer.alert(alert, into: &out)
        let expected = #"""
            {"hostname":"h","output":"{not json","output_fields":{"boolean.a":true,"boolean.b":"yes","integer.a":-12,"integer.b":"007",\#
            "integer.c":"1e5","integer.d":"-","integer.e":"","integer.f":null,"list.a":["a","b c"],"list.b":"a","list.c":[],\#
            "number.a":1.50,"number.b":"1.","string.a":null,"string.b":"1","unsigned.a":18446744073698630416},\#
            "priority":"Unknown(9)","rule":"r","source":"syscall","tags":[]}

            """#
        #expect(String(decoding: out, as: UTF8.self) == expected)
    }
}
