internal import FalcoRPC
internal import Inputs

/// What a relay tells those who watch it.
struct RelayMetrics {
    let inputs: [RelayInputs.Input]
    let shares: [MergedSource.Share]
    let statistics: RelayStatistics
    let limits: RelayLimits
    /// What clients are told.
    let version: String

    /// The answer to `/healthz`: 200 while alerts can come from one of the inputs at least, else 503.
    var health: HealthServer.Answer {
        let isWell = inputs.contains(where: \.isUp)
        let lines = inputs.map { input in
            let state = input.isUp ? "up" : "down"
            return "\(input.name): \(state)\(input.trouble.map { " (\(Self.printable($0)))" } ?? "")"
        }
        return HealthServer.Answer(
            status: isWell ? 200 : 503, type: "text/plain; charset=utf-8",
            body: ([isWell ? "ok" : "no alerts can come"] + lines).joined(separator: "\n") + "\n")
    }

    /// The answer to `/metrics`, in Prometheus' text format.
    var text: HealthServer.Answer {
        var page = Page()
        let totals = statistics.totals
        page.family(
            "falconer_relay_info", "gauge", "What clients of the relay are told.",
            [([("falconer_version", VersionReport.version), ("falco_version", version)], 1)])
        page.family(
            "falconer_input_up", "gauge", "Whether alerts can come from the input.",
            inputs.map { ([("input", $0.name)], $0.isUp ? 1 : 0) })
        page.family(
            "falconer_input_losses_total", "counter", "Times that the input was lost.",
            inputs.map { ([("input", $0.name)], $0.losses) })
        for (name, help, count) in [
            ("received", "Messages and lines that came.", \SourceCounts.received),
            ("undecodable", "Messages and lines that are no alerts.", \.undecodable),
            ("duplicates", "Alerts that another input had brought before.", \.duplicates),
        ] {
            page.family(
                "falconer_input_\(name)_total", "counter", help,
                shares.map { ([("input", $0.name)], $0.counts[keyPath: count]) })
        }
        for (name, help, value) in [
            ("received", "Alerts that came in.", totals.received),
            ("delivered", "Alerts given to all clients together.", totals.delivered),
            ("lost", "Alerts that slow clients lost.", totals.lost),
            ("untaken", "Alerts dropped before any client had taken them.", totals.untaken),
        ] {
            page.family("falconer_relay_\(name)_alerts_total", "counter", help, [([], value)])
        }
        for (name, help, value) in [
            ("subscriptions", "Calls of sub.", totals.subscriptions), ("gets", "Calls of get.", totals.gets),
            ("refused", "Calls and connections that were one too many.", totals.refused),
            ("expelled", "Calls ended for the memory they kept.", totals.expelled),
            ("forgotten_clients", "Clients whose place was forgotten.", totals.forgotten),
        ] {
            page.family("falconer_relay_\(name)_total", "counter", help, [([], value)])
        }
        for (name, help, value) in [
            ("held_alerts", "Alerts in the ring.", statistics.kept),
            ("held_bytes", "Bytes of the alerts in the ring.", statistics.keptBytes),
            ("held_bytes_limit", "The most they may be.", limits.bytes),
            ("sending_bytes", "Bytes of alerts on their way to clients.", statistics.sendingBytes),
            ("connections", "Open connections.", statistics.connections),
            ("known_clients", "Clients whose place is remembered.", statistics.clients),
            ("subscribers", "Clients that subscribe now.", statistics.subscribers.count),
        ] {
            page.family("falconer_relay_\(name)", "gauge", help, [([], value)])
        }
        addSubscribers(to: &page)
        return HealthServer.Answer(status: 200, type: "text/plain; version=0.0.4", body: page.text)
    }

    /// Each subscriber that is there now. Their number is limited, and their names are printable ASCII.
    private func addSubscribers(to page: inout Page) {
        for (name, type, help, value) in [
            ("delivered_total", "counter", "Alerts given to the subscriber.", \RelaySubscriber.delivered),
            ("lost_total", "counter", "Alerts that it lost because it is slow.", \.lost),
            ("queued", "gauge", "Alerts that wait for it.", \.queued),
        ] {
            page.family(
                "falconer_subscriber_\(name)", type, help,
                statistics.subscribers.map { subscriber in
                    (
                        [
                            ("subscriber", String(subscriber.number)),
                            ("client", subscriber.client.description),
                        ],
                        subscriber[keyPath: value]
                    )
                })
        }
    }

    /// A page of metrics.
    private struct Page {
        private(set) var text = ""

        mutating func family(
            _ name: String, _ type: String, _ help: String, _ samples: [([(String, String)], Int)]
        ) {
            guard !samples.isEmpty else { return }
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            for (labels, value) in samples {
                let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
                text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
            }
        }

        /// A label's value: within quotes, on one line.
        private static func escaped(_ value: String) -> String {
            var escaped = ""
            for character in RelayMetrics.printable(value) {
                if character == "\\" || character == "\"" { escaped += "\\" }
                escaped.append(character)
            }
            return escaped
        }
    }

    /// The text with `?` in place of control characters.
    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x3F : $0 }, as: UTF8.self)
    }
}
