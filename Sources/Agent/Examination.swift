package import Doctor
internal import FalcoAlerts
internal import FalcoRPC
internal import HTTP2
internal import Inputs

/// Looks at a host's Falco from outside. It reads files, connects, asks for the version and, where that takes nothing
/// away from anybody, for alerts. It changes nothing and executes nothing.
package struct Examination: Sendable {
    private let plan: ExaminationPlan
    private var host: HostFiles { plan.host }

    package init(_ plan: ExaminationPlan) {
        self.plan = plan
    }

    /// Looks at everything.
    package func run() async -> Findings {
        var findings = await glance()
        guard let watch = watch(findings) else {
            if let metrics = plan.metrics { await compare(metrics, &findings) }
            return findings
        }
        await watch.run(&findings)
        take(findings.metrics.value?.after.version, from: .metrics, &findings)
        return findings
    }

    /// How to see alerts come, if that takes nothing away from anybody: a file can be read beside others.
    private func watch(_ findings: Findings) -> AlertWatch? {
        if findings.api.value != nil {
            guard plan.waitsRegardless || findings.otherClients == 0 else { return nil }
            var options = SubscriptionOptions()
            options.reconnects = false
            // Little is taken from Falco at once.
            options.window = 64 << 10
            return AlertWatch(plan, SubscriptionSource(client(findings).alerts(options)))
        }
        guard case .file(let path) = findings.choice?.place else { return nil }
        return AlertWatch(plan, FollowedFileSource(path) { _ in }, file: path)
    }

    /// Looks at everything but the alerts.
    package func glance() async -> Findings {
        var findings = Findings()
        findings.person = .current
        findings.metricsURL = plan.metrics?.description
        findings.processes = try? FalcoProcess.all(on: host)
        readConfiguration(&findings)
        findSocket(&findings)
        // Before the first connection of our own.
        findings.otherClients = UnixSocketTable(on: host)?.connections(at: findings.socket.path)
        await call(&findings)
        take(plan.version, from: .told, &findings)
        take(findings.api.value, from: .api, &findings)
        if findings.version == nil { take(InstalledPackage.version(on: host), from: .package, &findings) }
        findings.choice = findings.inputChoice(on: host, listenObstacle: Self.listenObstacle)
        return findings
    }

    /// Why one could not listen where Falco posts to: only a port of this host that nobody has can be had.
    private static func listenObstacle(_ url: String) -> ListenObstacle? {
        let encrypted = "https://"
        let isEncrypted = url.lowercased().hasPrefix(encrypted)
        let plain = isEncrypted ? "http://" + url.dropFirst(encrypted.count) : url
        guard let endpoint = MetricsEndpoint(plain), endpoint.isLoopback else { return .foreign }
        if isEncrypted { return .encrypted }
        let name = endpoint.host == "localhost" ? "127.0.0.1" : endpoint.host
        return FreePort.isFree(host: name, port: endpoint.port) ? nil : .taken
    }

    private func client(_ findings: Findings) -> FalcoClient {
        FalcoClient(.unix(path: host.real(findings.socket.path)))
    }

    /// Keeps the version of the best source: those that are asked first.
    private func take(_ version: FalcoVersion?, from source: KnownVersion.Source, _ findings: inout Findings)
    {
        let isBetter = findings.version == nil || findings.version?.source == .package
        if let version, isBetter { findings.version = KnownVersion(version, from: source) }
    }

    private func readConfiguration(_ findings: inout Findings) {
        let process = findings.processes?.first
        let told = process?.configurationPath
        var path = plan.configuration ?? told ?? FalcoConfiguration.usualPath
        var files = host
        if plan.configuration == nil, let process, process.hasOwnFiles {
            files = HostFiles(root: host.real("/proc/\(process.pid)/root"))
        }
        if plan.configuration != nil, !path.hasPrefix("/") { path = "./\(path)" }
        findings.configurationPath = path
        findings.configurationIsKnown = plan.configuration != nil || process != nil
        findings.configuration = .read(path, on: files, settings: process?.settings ?? [])
    }

    private func findSocket(_ findings: inout Findings) {
        let configuration = findings.configuration
        if let path = plan.socket {
            findings.socket = SocketFindings(path: path, origin: .given)
        } else if configuration.servesGRPC, let path = configuration.grpcSocket {
            findings.socket = SocketFindings(path: path, origin: .configuration)
        } else {
            let usual = AttachPlan.defaultSockets
            let path = usual.first { (try? host.facts($0)) != nil } ?? usual[0]
            findings.socket = SocketFindings(path: path, origin: .usual)
        }
        let path = findings.socket.path
        findings.socket.accounts = Accounts(on: host)
        findings.socket.mayWrite = host.mayWrite(path)
        do throws(HostError) {
            findings.socket.facts = try host.facts(path)
        } catch {
            findings.socket.isHidden = error.code == .denied
        }
        var directory = path[...]
        while let slash = directory.lastIndex(of: "/") {
            directory = directory[..<slash]
            let name = directory.isEmpty ? "/" : String(directory)
            if let facts = try? host.facts(name) {
                findings.socket.directory = (name, facts)
                break
            }
        }
    }

    /// Asks for the version: it tells whether something listens, and whether it is a Falco.
    private func call(_ findings: inout Findings) async {
        do throws(FalcoRPCError) {
            findings.api = .done(try await client(findings).version(timeout: plan.patience))
            findings.connection = .done(true)
        } catch {
            let obstacle = Obstacle(error)
            switch obstacle.kind {
            case .missing, .refused, .denied, .notASocket, .invalid: findings.connection = .failed(obstacle)
            default:
                findings.connection = .done(true)
                findings.api = .failed(obstacle)
            }
        }
    }

    /// Looks at the counters alone.
    private func compare(_ endpoint: MetricsEndpoint, _ findings: inout Findings) async {
        switch await MetricsRequest(endpoint: endpoint).metrics() {
        case .success(let metrics):
            findings.metrics = .done(MetricsPair(before: metrics, after: metrics))
            take(metrics.version, from: .metrics, &findings)
        case .failure(let obstacle): findings.metrics = .failed(obstacle)
        }
    }
}

extension Obstacle {
    /// What stands behind a failed call.
    init(_ error: FalcoRPCError) {
        let kind: Kind =
            switch error.reason {
            case .socketMissing: .missing
            case .connectionRefused: .refused
            case .permissionDenied: .denied
            case .notASocket: .notASocket
            case .invalidEndpoint: .invalid
            case .notHTTP2, .notGRPC, .notFalco, .protocolViolation, .compressed: .notFalco
            case .timedOut: .timedOut
            default: .other
            }
        self.init(kind, error.message)
    }
}
