import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// Alerts as a real Falco sent them.
struct CapturedAlertsTests {
    @Test func everyCapturedMessageDecodes() throws {
        #expect(try Fixtures.jsonOutputAlerts().count == 129)
        #expect(try Fixtures.textOutputAlerts().count == 140)
    }

    @Test func decodedAlertsEqualFalcosOwnJSON() throws {
        let alerts = try Fixtures.jsonOutputAlerts()
        let twins = try JSONTwin.all()
        #expect(alerts.count == twins.count)
        for (alert, twin) in zip(alerts, twins) {
            #expect(alert.time == twin.moment)
            #expect(alert.time?.rfc3339() == twin.time)
            #expect(alert.priority.name == twin.priority)
            #expect(alert.rule == twin.rule)
            #expect(alert.source == twin.source)
            #expect(alert.hostname == twin.hostname)
            #expect(alert.tags == twin.tags)
            #expect(alert.tags == alert.tags.sorted())
            // `evt.time` is in the JSON only.
            let time = twin.moment.map { "\($0.seconds)" + String($0.rfc3339().dropFirst(20).dropLast()) }
            #expect(twin.fields["evt.time"]?.text == time)
            var expected = twin.fields.mapValues(\.text)
            expected["evt.time"] = nil
            let fields = Dictionary(alert.fields.map { ($0.key, $0.value) }) { first, _ in first }
            #expect(fields == expected)
            #expect(fields.count == alert.fields.count)
            for (key, value) in expected {
                #expect(alert[key] == (value.isEmpty || value == "<NA>" ? nil : value))
            }
        }
    }

    @Test func integersKeepAll64Bits() throws {
        let values = try Fixtures.jsonOutputAlerts().compactMap {
            $0["proc.exe_ino.ctime_duration_proc_start"]
        }
        #expect(values.contains("18446744073698630416"))
    }

    @Test func bytesThatAreNoUTF8StayAndAreShownRepaired() throws {
        let odd = try Fixtures.textOutputAlerts().filter { alert in
            alert.withBytes(of: "proc.cmdline") { $0.contains(0xff) } ?? false
        }
        let alert = try #require(odd.first)
        #expect(odd.count == 1)
        #expect(alert["proc.cmdline"] == "trig --write /root/falco-trig-\u{fffd}\u{fffd}-bin.txt")
        let bytes = alert.withBytes(of: "proc.cmdline") { [UInt8]($0) }
        #expect(
            bytes == Array("trig --write /root/falco-trig-".utf8) + [0xff, 0xfe] + Array("-bin.txt".utf8))
        #expect(alert.text.contains("command=trig --write /root/falco-trig-\u{fffd}\u{fffd}-bin.txt"))
    }

    @Test func internalAlertsHaveNoTags() throws {
        let alerts = try Fixtures.textOutputAlerts().filter { $0.source == "internal" }
        #expect(alerts.count == 5)
        for alert in alerts {
            #expect(alert.tags.isEmpty)
            #expect(alert.rule == "Falco internal: metrics snapshot")
            #expect(alert["falco.version"] == "0.43.1")
        }
    }

    @Test func oddTagsComeThrough() throws {
        let alerts = try Fixtures.textOutputAlerts().filter { $0.rule == "Extra field types" }
        #expect(alerts.count == 4)
        for alert in alerts {
            #expect(alert.tags == ["one tag with spaces", "q\"uote", "tag,comma", "тег"])
        }
    }
}
