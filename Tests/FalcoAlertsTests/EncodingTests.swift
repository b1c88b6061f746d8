import FalcoAlerts
import TestSupport
import Testing

/// What is encoded decodes to the same alert.
struct EncodingTests {
    @Test func everyCapturedAlertSurvivesEncoding() throws {
        for message in try Fixtures.allMessages() {
            let alert = try Alert.decoded(message)
            let encoded = try alert.encoded()
            #expect(encoded.count == message.count)
            let again = try Alert.decoded(encoded)
            #expect(AlertParts(again) == AlertParts(alert))
            #expect(again.fields.map(\.key) == alert.fields.map(\.key))
            // Once in our own order, the bytes stay.
            #expect(try again.encoded() == encoded)
        }
    }

    @Test func anAlertOfNothingIsNoBytes() throws {
        let alert = try Alert.decoded([])
        #expect(alert.time == nil)
        #expect(alert.priority == .emergency)
        #expect(alert.rule.isEmpty && alert.output.isEmpty && alert.hostname.isEmpty)
        #expect(alert.source == "syscall")
        #expect(alert.tags.isEmpty)
        #expect(alert.fields.isEmpty)
        #expect(alert.text.isEmpty)
        #expect(try alert.encoded() == [])
    }

    @Test func extremesSurviveEncoding() throws {
        let long = String(repeating: "ä", count: 70_000)
        for (seconds, nanoseconds) in [
            (Int64(-62_135_596_800), Int32(0)), (253_402_300_799, 999_999_999), (-1, 1), (0, 0), (0, 1),
            (1, 0),
        ] {
            let values = AlertValues(
                time: Timestamp(seconds: seconds, nanoseconds: nanoseconds), priority: .unknown(-5),
                rule: long,
                output: "\0", fields: [("", ""), ("a", ""), ("\0", "\0"), ("b", long)], hostname: "h",
                tags: ["", "\0", long], source: "k8s_audit")
            let alert = try Alert.made(values)
            let again = try Alert.decoded(alert.encoded())
            #expect(AlertParts(again) == AlertParts(alert))
            #expect(again.time == values.time)
            #expect(again.priority == .unknown(-5))
            #expect(again.fields.count == 4)
            #expect(again["b"] == long)
            #expect(again.tags == ["", "\0", long])
        }
    }

    @Test func aCopyAndADetachedAlertSayTheSame() throws {
        for batch in [try Fixtures.jsonOutputAlerts(), try Fixtures.textOutputAlerts()] {
            var builder = try AlertBatchBuilder()
            for alert in batch {
                try builder.append(alert)
                let detached = try alert.detached()
                #expect(detached.batch.count == 1)
                #expect(AlertParts(detached) == AlertParts(alert))
                #expect(detached.fields.map(\.key) == alert.fields.map(\.key))
                #expect(try detached.encoded() == alert.encoded())
                #expect(detached.id == alert.id)
                #expect(try AlertParts(detached.detached()) == AlertParts(alert))
            }
            let copies = try #require(try builder.take())
            #expect(copies.count == batch.count)
            for (copy, alert) in zip(copies, batch) { #expect(AlertParts(copy) == AlertParts(alert)) }
        }
    }

    @Test func aBuilderStartsAnewAfterEachBatch() throws {
        var builder = try AlertBatchBuilder()
        #expect(try builder.take() == nil)
        for name in ["one", "two"] {
            try builder.append(
                AlertValues(priority: .notice, rule: name, fields: [("k", name)], tags: [name]))
            #expect(builder.count == 1)
            let batch = try #require(try builder.take())
            #expect(batch.map(\.rule) == [name])
            #expect(batch[0]["k"] == name)
            #expect(batch[0].tags == [name])
            #expect(builder.count == 0)
            #expect(builder.byteCount == 0)
        }
    }
}
