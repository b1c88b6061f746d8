internal import Doctor
internal import FalcoAlerts
package import FalcoRPC
internal import Glibc
internal import HTTP2
package import Inputs
package import Outputs
internal import Synchronization

/// One run of `relay`: the inputs, the server that gives their alerts to whoever subscribes, and an orderly end.
package struct Relay: Sendable {
    /// How a run ended.
    package enum Outcome: Sendable {
        /// As asked: a signal, or the end of all inputs.
        case ended
        /// The relay cannot listen where it should.
        case notServed(FalcoRPCError)
        /// An input failed.
        case inputFailed(SourceError)
        /// What could not be decoded could not be kept.
        case outputFailed(OutputError)
    }

    /// After this long a run has done what it does only once.
    private static let startUp = Duration.seconds(2)

    private let plan: RelayPlan
    private let console: Console

    package init(plan: RelayPlan, console: Console) {
        self.plan = plan
        self.console = console
    }

    /// Runs to the end.
    package func run() async -> Outcome {
        signal(SIGPIPE, SIG_IGN)
        let inputLog = InputLog(
            console: console, quarantine: plan.quarantine, subscribes: plan.input.subscribes)
        let log = RelayLog(console)
        let server: RelayServer
        do {
            if plan.mustQuarantine { try inputLog.prepareQuarantine() }
            server = try RelayServer(version: Self.noVersion, limits: plan.limits) { log.note($0) }
            try listen(server)
        } catch let error as OutputError {
            console.say(error.description)
            return .outputFailed(error)
        } catch {
            let error = error as? FalcoRPCError ?? FalcoRPCError(.unavailable, .system, "\(error)")
            console.say(error.message)
            return .notServed(error)
        }
        let inputs = RelayInputs(plan.input.places)
        var input = plan.input
        input.watch = { name, event in
            inputs.note(name, event)
            server.isServing = inputs.isAnyUp
        }
        server.version = plan.version ?? InstalledPackage.version(on: HostFiles()) ?? Self.noVersion
        server.isServing = inputs.isAnyUp
        let source = input.open(inputLog)

        let (requests, continuation) = AsyncStream.makeStream(
            of: SignalWatcher.Signal.self, bufferingPolicy: .bufferingNewest(16))
        let interrupts = Mutex(0)
        let watcher = SignalWatcher { signal in
            switch signal {
            case .interrupt, .terminate:
                let isSecond = interrupts.withLock { count in
                    if signal == .interrupt { count += 1 }
                    return count > 1
                }
                if isSecond {
                    server.stop()
                    _exit(130)
                }
                source.stop()
                continuation.yield(signal)
            case .hangUp, .user1: continuation.yield(signal)
            }
        }
        defer { watcher?.stop() }

        let failure = await withTaskGroup(of: Void.self) { group in
            group.addTask { await log.run() }
            group.addTask { await askVersions(inputs, server, log) }
            group.addTask {
                do { try await Task.sleep(for: Self.startUp) } catch { return }
                CodePages.giveBack()
            }
            let hasEnded = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                await serve(requests, inputLog) { report(source, inputs, server, log) }
                hasEnded.continuation.finish()
            }
            let failure = await feed(server, from: source, log)
            inputs.end()
            server.isServing = false
            // What it holds is served until it is told to end.
            if plan.lingers, failure == nil {
                log.say("all inputs have ended; serving what is held until told to end")
                for await _ in hasEnded.stream {}
            }
            server.stop()
            await server.stopped()
            log.end()
            group.cancelAll()
            return failure
        }
        report(source, inputs, server, log)
        if let failure {
            console.say(failure.description)
            return .inputFailed(failure)
        }
        let unkept = inputLog.unkept
        if unkept.count > 0 { console.say("\(unkept.count) undecodable messages could not be kept") }
        return unkept.failure.map { .outputFailed($0) } ?? .ended
    }

    /// Begins to listen, everywhere or nowhere.
    private func listen(_ server: RelayServer) throws(FalcoRPCError) {
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
    }

    /// Hands alerts to the server until the inputs end.
    private func feed(_ server: RelayServer, from source: MergedSource, _ log: RelayLog) async -> SourceError?
    {
        do throws(SourceError) {
            try await source.run { batch in
                do throws(AlertError) {
                    try await server.publish(batch)
                } catch {
                    log.say("\(batch.count) alerts lost: \(error)")
                }
                return true
            }
            return nil
        } catch {
            return error
        }
    }

    /// Asks each Falco for its version when it has been connected to.
    private func askVersions(_ inputs: RelayInputs, _ server: RelayServer, _ log: RelayLog) async {
        guard plan.version == nil else { return }
        for await (name, endpoint) in inputs.connected {
            guard let version = try? await FalcoClient(endpoint).version() else { continue }
            let others = inputs.keep(version, of: name)
            if let used = inputs.version { server.version = used }
            if let other = others.first {
                log.say(
                    "\(name) is Falco \(version.version), another input is \(other.version); clients are told \(server.version.version)"
                )
            }
        }
    }

    /// Obeys signals until one tells to end.
    private func serve(
        _ requests: AsyncStream<SignalWatcher.Signal>, _ inputLog: InputLog, report: () -> Void
    ) async {
        for await request in requests {
            switch request {
            case .hangUp: inputLog.reopen()
            case .user1: report()
            case .interrupt, .terminate: return
            }
        }
    }

    private func report(
        _ source: MergedSource, _ inputs: RelayInputs, _ server: RelayServer, _ log: RelayLog
    ) {
        let summary = RelaySummary(
            inputs: inputs.all, shares: source.shares, statistics: server.statistics, gone: log.gone,
            limits: plan.limits)
        switch plan.summary {
        case .text: for line in summary.text { Console(descriptor: 1).write(line) }
        case .json: Console(descriptor: 1).write(summary.json)
        case .none: break
        }
    }

    /// What is said of a Falco that nothing is known of: lower than any version, and it says by whom.
    private static let noVersion: FalcoVersion = {
        var version = FalcoVersion(major: 0, minor: 0, patch: 0)
        version.prerelease = "unknown"
        version.build = "falconer.\(VersionReport.version)"
        version.version = "0.0.0-unknown+\(version.build)"
        return version
    }()
}
