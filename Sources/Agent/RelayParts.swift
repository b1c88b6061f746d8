internal import Doctor
internal import FalcoAlerts
internal import FalcoRPC
internal import Forwarding
internal import HTTP2
internal import Inputs
internal import Knowledge
internal import Outputs

/// What a run of `relay` is made of, opened and ready.
struct RelayParts: Sendable {
    /// Why a run cannot begin.
    struct Fault: Error {
        let outcome: Relay.Outcome
        /// For a person.
        let words: String
    }

    let inputLog: InputLog
    let log: RelayLog
    let inputs: RelayInputs
    let source: MergedSource
    let server: RelayServer
    let health: HealthServer?
    let forwards: ForwardStage?
    private let limits: RelayLimits

    /// Descriptors for anything but clients.
    private static let ownDescriptors = 64

    /// Opens everything, outputs before inputs: no alert is taken that cannot be given out.
    init(_ plan: RelayPlan, _ console: Console) throws(Fault) {
        let inputLog = InputLog(
            console: console, quarantine: plan.quarantine, subscribes: plan.input.subscribes)
        let log = RelayLog(console)
        let inputs = RelayInputs(plan.input.places)
        (self.inputLog, self.log, self.inputs, limits) = (inputLog, log, inputs, plan.limits)
        do throws(OutputError) {
            if plan.mustQuarantine { try inputLog.prepareQuarantine() }
        } catch {
            throw Fault(outcome: .outputFailed(error), words: error.description)
        }
        let wanted = plan.limits.connections + RelayParts.ownDescriptors
        let allowed = OpenFiles.allow(wanted)
        if allowed < wanted {
            console.say(
                "the system allows \(allowed) open files, too few for --max-subscribers: raise `ulimit -n` or systemd's LimitNOFILE to \(wanted)"
            )
        }
        forwards = try RelayParts.forward(plan, console)
        let server = try RelayParts.serve(plan, console, log)
        self.server = server
        server.isServing = inputs.isAnyUp
        var input = plan.input
        input.watch = { name, event in
            inputs.note(name, event)
            server.isServing = inputs.isAnyUp
        }
        input.ended = { ending in
            inputs.note(ending)
            server.isServing = inputs.isAnyUp
        }
        let opened: (HealthServer?, MergedSource)
        do throws(Fault) {
            let source = try RelayParts.open(input, inputLog)
            let health = try RelayParts.tellHealth(plan, console) { path in
                let metrics = RelayMetrics(
                    inputs: inputs.all, shares: source.shares, statistics: server.statistics,
                    limits: plan.limits,
                    version: server.version.version)
                return switch path {
                case "/healthz": metrics.health
                case "/metrics": metrics.text
                default: nil
                }
            }
            opened = (health, source)
        } catch {
            server.stop()
            throw error
        }
        (health, source) = opened
    }

    /// How all stands now.
    var summary: RelaySummary {
        RelaySummary(
            inputs: inputs.all, shares: source.shares, statistics: server.statistics, gone: log.gone,
            limits: limits, forwards: forwards?.accounts ?? [])
    }

    /// Ends what serves, and removes its socket files.
    func stop() {
        health?.stop()
        server.stop()
    }

    private static func serve(
        _ plan: RelayPlan, _ console: Console, _ log: RelayLog
    ) throws(Fault) -> RelayServer {
        do throws(FalcoRPCError) {
            let server = try RelayServer(
                version: firstVersion(plan), limits: plan.limits, repairsText: plan.repairsText
            ) { log.note($0) }
            let listeners: [(name: String, listener: Listener)]
            do throws(HTTP2Error) {
                listeners = try RelayListeners(plan).open()
            } catch {
                throw FalcoRPCError(error)
            }
            for (name, listener) in listeners {
                try server.serve(listener)
                console.say("serving Falco's gRPC API at \(name)")
            }
            return server
        } catch {
            throw Fault(outcome: .notServed(error), words: error.message)
        }
    }

    private static func forward(_ plan: RelayPlan, _ console: Console) throws(Fault) -> ForwardStage? {
        guard let forward = plan.forward else { return nil }
        do throws(ForwardingError) {
            return ForwardStage(try ForwardGroup(forward, KnowledgeBase(), console))
        } catch {
            throw Fault(outcome: .unforwarded(error), words: error.description)
        }
    }

    private static func tellHealth(
        _ plan: RelayPlan, _ console: Console,
        answer: @escaping @Sendable (String) -> HealthServer.Answer?
    ) throws(Fault) -> HealthServer? {
        let listener: Listener
        do throws(HTTP2Error) {
            guard let opened = try RelayListeners(plan).openHealth() else { return nil }
            console.say("telling the relay's health at \(opened.name)/healthz and /metrics")
            listener = opened.listener
        } catch {
            throw Fault(outcome: .notServed(FalcoRPCError(error)), words: error.message)
        }
        do throws(AgentError) {
            return try HealthServer(listener, answer: answer)
        } catch {
            listener.removeFile()
            throw Fault(
                outcome: .notServed(FalcoRPCError(.unavailable, .system, error.message)), words: error.message
            )
        }
    }

    private static func open(_ input: InputPlan, _ log: InputLog) throws(Fault) -> MergedSource {
        do throws(InputError) {
            return try input.open(log)
        } catch {
            throw Fault(outcome: .inputFailed(.input(error)), words: error.description)
        }
    }

    /// What clients are told before a Falco has told its version.
    private static func firstVersion(_ plan: RelayPlan) -> FalcoVersion {
        if let version = plan.version ?? InstalledPackage.version(on: HostFiles()) { return version }
        // Nothing is known: lower than any version, and it says who says so.
        var version = FalcoVersion(major: 0, minor: 0, patch: 0)
        version.prerelease = "unknown"
        version.build = "falconer.\(VersionReport.version)"
        version.version = "0.0.0-unknown+\(version.build)"
        return version
    }
}
