internal import FalcoAlerts
package import FalcoRPC
package import Forwarding
internal import Glibc
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
        /// Nothing can be forwarded.
        case unforwarded(ForwardingError)
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
        let (requests, continuation) = AsyncStream.makeStream(
            of: SignalWatcher.Signal.self, bufferingPolicy: .bufferingNewest(16))
        // Before there is anything that a signal could leave behind.
        let brake = Brake()
        let watcher = SignalWatcher { signal in
            continuation.yield(signal)
            if signal == .interrupt || signal == .terminate { brake.pull(isInterrupt: signal == .interrupt) }
        }
        defer { watcher?.stop() }
        let parts: RelayParts
        do throws(RelayParts.Fault) {
            parts = try RelayParts(plan, console)
        } catch {
            console.say(error.words)
            return error.outcome
        }
        brake.act(on: parts)
        let failure = await serve(parts, requests)
        report(parts)
        if let failure {
            console.say(failure.description)
            return .inputFailed(failure)
        }
        let unkept = parts.inputLog.unkept
        if unkept.count > 0 { console.say("\(unkept.count) undecodable messages could not be kept") }
        if let failure = unkept.failure { return .outputFailed(failure) }
        return parts.forwards?.failure.map { .unforwarded($0) } ?? .ended
    }

    /// Runs until the inputs have ended and everybody was served.
    private func serve(
        _ parts: RelayParts, _ requests: AsyncStream<SignalWatcher.Signal>
    ) async -> SourceError? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await parts.log.run() }
            group.addTask { await askVersions(parts) }
            group.addTask {
                do { try await Task.sleep(for: Self.startUp) } catch { return }
                CodePages.giveBack()
            }
            let isAskedToEnd = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                await obey(requests, parts)
                isAskedToEnd.continuation.finish()
            }
            let failure = await feed(parts)
            parts.inputs.end()
            parts.server.isServing = false
            if plan.lingers, !parts.source.haveAllFailed {
                parts.log.say("all inputs have ended; serving what is held until told to end")
                for await _ in isAskedToEnd.stream {}
            }
            parts.stop()
            await parts.server.stopped()
            await parts.forwards?.finish()
            parts.log.end()
            group.cancelAll()
            return failure
        }
    }

    /// Hands alerts to the server until the inputs end.
    private func feed(_ parts: RelayParts) async -> SourceError? {
        do throws(SourceError) {
            try await parts.source.run { batch in
                do throws(AlertError) {
                    try await parts.server.publish(batch)
                } catch {
                    parts.log.say("\(batch.count) alerts lost: \(error)")
                }
                await parts.forwards?.add(batch)
                return .more
            }
            return nil
        } catch {
            return error
        }
    }

    /// Asks each Falco for its version when it has been connected to.
    private func askVersions(_ parts: RelayParts) async {
        guard plan.version == nil else { return }
        for await (name, endpoint) in parts.inputs.connected {
            guard let version = try? await FalcoClient(endpoint).version() else { continue }
            let others = parts.inputs.keep(version, of: name)
            if let used = parts.inputs.version { parts.server.version = used }
            if let other = others.first {
                parts.log.say(
                    "\(name) is Falco \(version.version), another input is \(other.version); clients are told \(parts.server.version.version)"
                )
            }
        }
    }

    /// Obeys signals until one tells to end.
    private func obey(_ requests: AsyncStream<SignalWatcher.Signal>, _ parts: RelayParts) async {
        for await request in requests {
            switch request {
            case .hangUp: parts.inputLog.reopen()
            case .user1: report(parts)
            case .interrupt, .terminate: return
            }
        }
    }

    private func report(_ parts: RelayParts) {
        let output = Console(descriptor: 1)
        switch plan.summary {
        case .text: for line in parts.summary.text { output.write(line) }
        case .json: output.write(parts.summary.json)
        case .none: break
        }
    }
}

/// Ends a run: in order when it is pulled, at once at the second interrupt. May be pulled before the run has begun.
private final class Brake: Sendable {
    private struct State {
        var parts: RelayParts?
        var isPulled = false
        var interrupts = 0
    }

    private let state = Mutex(State())

    func act(on parts: RelayParts) {
        let isPulled = state.withLock { state in
            state.parts = parts
            return state.isPulled
        }
        if isPulled { end(parts) }
    }

    func pull(isInterrupt: Bool) {
        let (parts, isSecond) = state.withLock { state in
            state.isPulled = true
            if isInterrupt { state.interrupts += 1 }
            return (state.parts, state.interrupts > 1)
        }
        if isSecond {
            parts?.stop()
            _exit(130)
        }
        if let parts { end(parts) }
    }

    private func end(_ parts: RelayParts) {
        parts.source.stop()
        parts.forwards?.abandon()
    }
}
