import CFalco
import FalcoAlerts
import TestSupport
import Testing

/// The views that give bytes say the same as those that make Strings.
struct AlertBytesTests {
    @Test func bytesAndStringsAgreeOnEveryCapturedAlert() throws {
        for batch in [try Fixtures.jsonOutputAlerts(), try Fixtures.textOutputAlerts()] {
            for alert in batch {
                #expect(alert.withRuleBytes { String(decoding: $0, as: UTF8.self) } == alert.rule)
                #expect(alert.withOutputBytes { String(decoding: $0, as: UTF8.self) } == alert.output)
                #expect(alert.withHostnameBytes { String(decoding: $0, as: UTF8.self) } == alert.hostname)
                #expect(alert.withSourceBytes { String(decoding: $0, as: UTF8.self) } == alert.source)
                var tags: [String] = []
                alert.forEachTag { tags.append(String(decoding: $0, as: UTF8.self)) }
                #expect(tags == alert.tags)
                var index = 0
                alert.forEachField { key, value in
                    let field = alert.fields[index]
                    #expect(String(decoding: key, as: UTF8.self) == field.key)
                    #expect(String(decoding: value, as: UTF8.self) == field.value)
                    index += 1
                }
                #expect(index == alert.fields.count)
            }
        }
    }

    @Test func viewsAndStringsAgreeOnEveryCapturedAlert() throws {
        #expect(MemoryLayout<AlertView.Field>.size == MemoryLayout<falco_field>.size)
        #expect(MemoryLayout<AlertView.Field>.alignment == MemoryLayout<falco_field>.alignment)
        for batch in [try Fixtures.jsonOutputAlerts(), try Fixtures.textOutputAlerts()] {
            var seen = 0
            batch.forEachView { view, index in
                func text(_ span: AlertView.Span) -> String {
                    let bytes = UnsafeRawBufferPointer(
                        start: view.start + Int(span.offset), count: Int(span.length))
                    return String(decoding: bytes, as: UTF8.self)
                }
                let alert = batch[index]
                #expect(index == seen)
                seen += 1
                #expect(text(view.rule) == alert.rule)
                #expect(text(view.hostname) == alert.hostname)
                #expect(text(view.source) == alert.source)
                #expect(view.priority == alert.priority.rawValue)
                #expect(view.hasTime == (alert.time != nil))
                #expect(view.seconds == alert.time?.seconds && view.nanoseconds == alert.time?.nanoseconds)
                #expect(view.tags.map(text) == alert.tags)
                #expect(view.fields.map { text($0.key) } == alert.fields.map(\.key))
                #expect(view.fields.map { text($0.value) } == alert.fields.map(\.value))
            }
            #expect(seen == batch.count)
        }
    }

    @Test func aFieldIsFoundByItsExactKeyOnly() throws {
        let alert = try alert(fields: [
            ("proc.name", "nc"), ("proc.nane", "x"), ("", "empty key"), ("a", "<NA>"), ("b", ""),
            ("c", "<NA"),
            ("proc.aname[2]", "bash"), ("d", "<na>"),
        ])
        #expect(alert["proc.name"] == "nc")
        #expect(alert["proc.nane"] == "x")
        #expect(alert["proc.nam"] == nil)
        #expect(alert["proc.name "] == nil)
        #expect(alert[""] == "empty key")
        #expect(alert["a"] == nil)
        #expect(alert.fields.first(matching: "a")?.isMissing == true)
        #expect(alert["b"] == nil)
        #expect(alert["c"] == "<NA")
        #expect(alert["d"] == "<na>")
        #expect(alert.withValueBytes(of: "proc.aname[2]") { $0.count } == 4)
        #expect(alert.withValueBytes(of: "a") { $0.count } == nil)
        #expect(alert.withBytes(of: "a") { $0.count } == 4)
        #expect(alert.withBytes(of: "none") { $0.count } == nil)
    }

    @Test func theSourceIsDerivedWhereAnOlderFalcoSaysNone() throws {
        for (number, name) in [(0, "syscall"), (1, "k8s_audit"), (2, "internal"), (3, "plugin")] {
            let batch = try Fixtures.batch([[0x18, UInt8(number)]])
            #expect(batch[0].source == name)
            #expect(batch[0].withSourceBytes { String(decoding: $0, as: UTF8.self) } == name)
        }
        #expect(try Fixtures.batch([[0x18, 0x63]])[0].source == "unknown(99)")
    }

    private func alert(fields: [(String, String)]) throws -> Alert {
        var builder = try AlertBatchBuilder()
        try builder.append(
            AlertValues(priority: .notice, rule: "r", fields: fields.map { (key: $0, value: $1) }))
        return try #require(try builder.take())[0]
    }
}
