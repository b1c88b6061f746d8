internal import Analysis
internal import Escaping
internal import FalcoRPC
internal import Inputs

/// What a relay has done, for people and for programs.
struct RelaySummary {
    let inputs: [RelayInputs.Input]
    let shares: [MergedSource.Share]
    let statistics: RelayStatistics
    /// Subscribers that have gone, the last of them.
    let gone: [RelaySubscriber]
    let limits: RelayLimits
    /// What became of what was forwarded.
    let forwards: [Accounting.Sink]

    /// Lines without their ends.
    var text: [String] {
        let totals = statistics.totals
        var lines = ["Relay summary", "  inputs"]
        for (input, share) in zip(inputs, shares) {
            var parts = ["\(share.counts.received) received"]
            if share.counts.undecodable > 0 { parts.append("\(share.counts.undecodable) undecodable") }
            if share.counts.duplicates > 0 { parts.append("\(share.counts.duplicates) brought twice") }
            if input.losses > 0 { parts.append("lost \(input.losses) times") }
            if let trouble = input.trouble { parts.append("away: \(trouble)") }
            lines.append("    \(input.name): \(parts.joined(separator: ", "))")
        }
        lines += [
            "  alerts",
            "    \(totals.received) came in, \(totals.delivered) given out, \(totals.lost) lost by slow clients, "
                + "\(totals.untaken) dropped that nobody had taken",
            "    \(statistics.kept) held (\(statistics.keptBytes) bytes)",
            "  clients",
            "    \(totals.subscriptions) subscriptions, \(statistics.subscribers.count) of them open; "
                + "\(totals.gets) calls of get; \(totals.refused) refused; \(totals.expelled) ended for their memory",
        ]
        for subscriber in subscribers {
            let isHere = statistics.subscribers.contains { $0.number == subscriber.number }
            lines.append(
                "    \(subscriber.number) \(subscriber.client): \(subscriber.delivered) given, \(subscriber.lost) lost, "
                    + (isHere ? "\(subscriber.queued) waiting" : "gone"))
        }
        let unnamed = totals.subscriptions - subscribers.count
        if unnamed > 0 { lines.append("    and \(unnamed) earlier ones") }
        for sink in forwards {
            let reason = sink.reason.map { " (\(Escaping.terminal($0)))" } ?? ""
            lines.append(
                "  \(Escaping.terminal(sink.name)): \(sink.delivered) delivered, \(sink.waiting) waiting, "
                    + "\(sink.dropped) dropped\(reason)")
        }
        return lines
    }

    private var subscribers: [RelaySubscriber] { gone + statistics.subscribers }

    /// One object on one line.
    var json: String {
        let totals = statistics.totals
        let inputs = zip(inputs, shares).map { input, share in
            JSONText.object([
                ("name", .string(input.name)), ("up", .bool(input.isUp)), ("losses", .number(input.losses)),
                ("received", .number(share.counts.received)),
                ("undecodable", .number(share.counts.undecodable)),
                ("duplicates", .number(share.counts.duplicates)),
            ])
        }
        let here = Set(statistics.subscribers.map(\.number))
        let subscribers = subscribers.map { subscriber in
            JSONText.object([
                ("number", .number(subscriber.number)), ("client", .string(subscriber.client.description)),
                ("open", .bool(here.contains(subscriber.number))),
                ("delivered", .number(subscriber.delivered)),
                ("lost", .number(subscriber.lost)), ("queued", .number(subscriber.queued)),
            ])
        }
        let forwards = forwards.map { sink in
            JSONText.object([
                ("name", .string(sink.name)), ("delivered", .number(sink.delivered)),
                ("waiting", .number(sink.waiting)), ("dropped", .number(sink.dropped)),
            ])
        }
        return JSONText.object([
            ("inputs", .list(inputs)), ("received", .number(totals.received)),
            ("delivered", .number(totals.delivered)), ("lost", .number(totals.lost)),
            ("untaken", .number(totals.untaken)), ("held", .number(statistics.kept)),
            ("held_bytes", .number(statistics.keptBytes)), ("subscriptions", .number(totals.subscriptions)),
            ("gets", .number(totals.gets)), ("refused", .number(totals.refused)),
            ("expelled", .number(totals.expelled)), ("subscribers", .list(subscribers)),
            ("forwards", .list(forwards)),
        ]).text
    }
}

/// A value of JSON.
private enum JSONText {
    case string(String)
    case number(Int)
    case bool(Bool)
    case list([JSONText])
    case object([(String, JSONText)])

    var text: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .number(let number): String(number)
        case .bool(let value): String(value)
        case .list(let values): "[\(values.map(\.text).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.0)):\($0.1.text)" }.joined(separator: ","))}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { Escaping.jsonString($0, into: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
