internal import Agent
internal import Doctor
internal import FalcoAlerts
internal import FalcoRPC
internal import HTTP2
internal import Inputs

extension ServingOptions {
    /// Puts into `plan` what these flags say.
    func apply(to plan: inout RelayPlan, _ faults: inout Faults) {
        if !listen.isEmpty { plan.places = listen.compactMap { listenPlace($0, &faults) } }
        applyCertificates(to: &plan, &faults)
        applyAccess(to: &plan, &faults)
        applyLimits(to: &plan, &faults)
        plan.lingers = linger
        plan.repairsText = repairText
        if let falcoVersion {
            plan.version = FalcoVersion(parsing: falcoVersion)
            if plan.version == nil {
                faults.add("--falco-version wants one such as 0.43.1, not “\(falcoVersion)”")
            }
        }
        if let health {
            plan.health = Self.place(health.hasPrefix("unix://") ? health : "tcp://\(health)")
            if plan.health == nil {
                faults.add(
                    "--health wants 127.0.0.1:PORT or unix:///run/falconer/health.sock, not “\(health)”")
            }
        }
        if let place = plan.placeNamedTwice {
            faults.add("\(place.name) is named twice: --listen and --health want different places")
        }
        if plan.servesItsInput {
            faults.add(
                "the relay would listen where it takes its alerts from: name another place with --listen, or another input"
            )
        }
    }

    private func applyCertificates(to plan: inout RelayPlan, _ faults: inout Faults) {
        let files = [("--listen-ca", listenCa), ("--listen-cert", listenCert), ("--listen-key", listenKey)]
        let missing = files.filter { $0.1 == nil }.map(\.0)
        let needsThem = plan.places.contains { if case .tcp = $0 { true } else { false } }
        if let listenCa, let listenCert, let listenKey {
            plan.certificates = RelayPlan.Certificates(ca: listenCa, certificate: listenCert, key: listenKey)
        } else if needsThem {
            faults.add(
                "--listen tcp:// needs \(missing.joined(separator: ", ")): Falco's API over TCP is served with mutual TLS"
            )
        } else if missing.count < files.count {
            faults.add("--listen-ca, --listen-cert and --listen-key go together")
        }
        if plan.certificates != nil, !needsThem, !plan.places.contains(.systemd) {
            faults.add("--listen-ca, --listen-cert and --listen-key go with --listen tcp://HOST:PORT")
        }
    }

    private func applyAccess(to plan: inout RelayPlan, _ faults: inout Faults) {
        let hasSocket = plan.places.contains { if case .unix = $0 { true } else { false } }
        if let mode {
            if let number = UInt16(mode, radix: 8), number <= 0o777 {
                plan.mode = number
            } else {
                faults.add("--mode wants an octal number such as 0660, not “\(mode)”")
            }
        }
        if let group {
            plan.group = Account.groupNumber(named: group)
            if plan.group == nil { faults.add("--group: there is no group “\(group)” on this host") }
        }
        if !hasSocket, mode != nil || group != nil {
            faults.add("--mode and --group go with a Unix socket that the relay makes")
        }
    }

    private func applyLimits(to plan: inout RelayPlan, _ faults: inout Faults) {
        if !(100...1_000_000).contains(queueSize) {
            faults.add("--queue-size wants 100 to 1000000 alerts, not \(queueSize)")
        }
        if !(0...1_000_000).contains(replaySize) {
            faults.add("--replay-size wants 0 to 1000000 alerts, not \(replaySize)")
        }
        if !(1...10_000).contains(maxSubscribers) {
            faults.add("--max-subscribers wants 1 to 10000, not \(maxSubscribers)")
        }
        if !(1...65_536).contains(memory) {
            faults.add("--memory wants 1 to 65536 MiB, not \(memory)")
        } else if memory << 20 < plan.input.subscription.maximumMessageSize {
            faults.add("--memory must hold at least one alert of --max-alert-size")
        }
        plan.limits.queued = min(1_000_000, max(1, queueSize))
        plan.limits.replayed = min(1_000_000, max(0, replaySize))
        plan.limits.bytes = min(65_536, max(1, memory)) << 20
        plan.limits.calls = min(10_000, max(1, maxSubscribers))
        plan.limits.connections = plan.limits.calls * 2
    }

    private func listenPlace(_ text: String, _ faults: inout Faults) -> RelayPlan.Place? {
        let place = text == "systemd" ? .systemd : Self.place(text)
        if place == nil {
            faults.add(
                "--listen wants unix:///run/falconer/falco.sock, tcp://HOST:PORT or systemd, not “\(text)”")
        }
        return place
    }

    /// A place to listen, as a URL.
    private static func place(_ text: String) -> RelayPlan.Place? {
        if text.hasPrefix("unix:///"), text.utf8.count > 8 {
            return .unix(path: String(text.dropFirst(7)))
        }
        guard text.hasPrefix("tcp://"), let address = ListenAddress(String(text.dropFirst(6))) else {
            return nil
        }
        return .tcp(host: address.host, port: address.port)
    }
}
