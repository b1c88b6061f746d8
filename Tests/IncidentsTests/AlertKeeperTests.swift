import FalcoAlerts
import TestSupport
import Testing

@testable import Incidents

@Suite struct AlertKeeperTests {
    private func alert(
        fields: [(String, String)], output: String = "", tags: [String] = [], originals: Bool = false
    ) throws -> Alert {
        var values = AlertValues(
            priority: .notice, rule: "A rule", fields: fields, hostname: "worker-01", tags: tags)
        values.output = output
        let alert = try values.alert()
        guard originals else { return alert }
        var builder = try AlertBatchBuilder(keepsOriginals: true)
        try builder.decode(try alert.encoded())
        return try taken(&builder)
    }

    private func taken(_ builder: inout AlertBatchBuilder) throws -> Alert {
        let batch = try builder.take()
        return try #require(batch)[0]
    }

    private func keep(_ alert: Alert) throws -> KeptAlert {
        var keeper = AlertKeeper(budget: 1 << 20)
        let kept = keeper.keep(alert, of: Case(serial: 1, id: alert.id, time: 0))
        return try #require(kept)
    }

    private let user = [("container.id", "aaaaaaaaaaaa"), ("user.name", "mallory"), ("user.uid", "33")]

    @Test func longAlertsAreAbridged() throws {
        let fields =
            [("proc.acmdline[2]", String(repeating: "b", count: 9000))]
            + (0..<20).map { ("aaa.\($0)", String(repeating: "x", count: 1000)) } + user
        let tags = (0..<64).map { "t\($0)" + String(repeating: "t", count: 120) }
        let long = try alert(fields: fields, output: String(repeating: "o", count: 4000), tags: tags)
        let kept = try keep(long)
        #expect(kept.isAbridged)
        let copy = try #require(kept.alert)
        #expect(copy.batch.byteCount <= Alert.longestAbridged)
        for (key, value) in user { #expect(copy[key] == value) }
        #expect(copy["proc.acmdline[2]"]?.hasPrefix("bbb") == true)
        #expect(copy["proc.acmdline[2]"]?.hasSuffix("…") == true)
        #expect(copy.tags == tags)
        #expect(copy.fields.map(\.key) == fields.map(\.0).filter { copy[$0] != nil })
    }

    @Test func bytesThatAreNoTextTakeNoMore() throws {
        var builder = try AlertBatchBuilder()
        let line = [UInt8](repeating: 0xFF, count: 2000)
        try builder.append(
            AlertValues(
                priority: .notice, rule: "A rule",
                fields: (0..<40).map { ("f\($0).args", String(repeating: "\u{FFFD}", count: 700)) },
                hostname: String(decoding: line, as: UTF8.self), tags: []))
        let kept = try keep(try taken(&builder))
        let copy = try #require(kept.alert)
        #expect(copy.batch.byteCount <= Alert.longestAbridged)
    }

    /// What an alert was decoded from is none of its text.
    @Test func anAlertThatKeepsItsOriginalIsNotCalledLong() throws {
        let fields = (0..<90).map { ("aaa.\($0)", String(repeating: "x", count: 100)) }
        let kept = try keep(alert(fields: fields, originals: true))
        #expect(!kept.isAbridged)
        let copy = try #require(kept.alert)
        #expect(copy.batch.byteCount <= Alert.longestAbridged)
        #expect(copy.fields.count == 90)
    }
}
