internal import FalcoAlerts
package import FalcoRPC
package import Forwarding
internal import Glibc
package import Inputs
package import Outputs
internal import Synchronization

/// One run of `attach`: a subscription, the stages behind it, the sinks behind those, and an orderly end.
package struct Attachment: Sendable {
    /// How a run ended.
    package enum Outcome: Sendable {
        /// As asked: a limit, a signal, the end of `--get`.
        case ended
        /// As asked, and an alert at least as severe as `--fail-on` was seen.
        case failOnMet
        /// Falco could not be reached, or was lost and is not to be reconnected to.
        case lost(FalcoRPCError)
        /// An input cannot be read.
        case unreadable(InputError)
        /// Nothing can be forwarded.
        case unforwarded(ForwardingError)
        /// An output cannot be created or written.
        case outputFailed(OutputError)
        /// Whoever read the output has gone.
        case outputClosed
    }

    /// After this long a run has done what it does only once.
    private static let startUp = Duration.seconds(2)

    private let plan: AttachPlan
    private let console: Console

    package init(plan: AttachPlan, console: Console) {
        self.plan = plan
        self.console = plan.showsProgress ? console.withProgress : console
    }

    /// Runs to the end.
    package func run() async -> Outcome {
        // A reader that leaves shows as an error of the write; the signal would end the run without its summary.
        signal(SIGPIPE, SIG_IGN)
        let log = InputLog(
            console: console, quarantine: plan.quarantine, subscribes: plan.input.subscribes)
        let forwards: ForwardGroup?
        do throws(ForwardingError) {
            forwards = try plan.forward.map { (forward) throws(ForwardingError) in
                try ForwardGroup(forward, plan.knowledge, console)
            }
        } catch {
            console.say(error.description)
            return .unforwarded(error)
        }
        let session: AttachSession
        do {
            if plan.mustQuarantine { try log.prepareQuarantine() }
            session = try AttachSession(plan: plan, console: console, log: log, forwards: forwards)
        } catch {
            console.say(error.description)
            return .outputFailed(error)
        }
        let source: MergedSource
        let falcos = RelayInputs(plan.input.places)
        do throws(InputError) {
            var input = plan.input
            if plan.record != nil {
                input.keepsOriginals = true
                input.watch = { falcos.note($0, $1) }
            }
            source = try input.open(log)
        } catch {
            console.say(error.description)
            return .unreadable(error)
        }

        let (requests, continuation) = AsyncStream.makeStream(
            of: SignalWatcher.Signal.self, bufferingPolicy: .bufferingNewest(16))
        let interrupts = Counter()
        let isAskedToEnd = Flag()
        let watcher = SignalWatcher { signal in
            switch signal {
            case .interrupt where interrupts.next() > 1:
                plan.leaveNothing()
                _exit(130)
            case .interrupt, .terminate:
                isAskedToEnd.raise()
                source.stop()
                forwards?.abandon()
            case .hangUp where plan.isTerminal && isatty(1) == 0:
                // The terminal is gone, and with it whoever read it: going on would take alerts from the next one.
                isAskedToEnd.raise()
                source.stop()
                forwards?.abandon()
            case .hangUp, .user1: continuation.yield(signal)
            }
        }
        defer { watcher?.stop() }

        let failure = await withTaskGroup(of: Void.self) { group in
            group.addTask { await serve(requests, session: session, source: source) }
            group.addTask {
                do { try await Task.sleep(for: Self.startUp) } catch { return }
                CodePages.giveBack()
            }
            group.addTask { await noteVersions(of: falcos, session: session) }
            addLimits(to: &group, session: session, source: source, forwards: forwards)
            defer { group.cancelAll() }
            return await consume(source, by: session)
        }
        // A Falco that was never reached has nothing to be summed up, nor have inputs of which none can be used.
        let hasInput =
            failure == nil
            ? isAskedToEnd.isRaised || !plan.input.needsFalco
            : source.hasAlerts || !plan.input.needsFalco && !source.haveAllFailed
        let isReached = log.wasReached || hasInput
        let outcome = await session.finish(shares: source.shares, showsSummary: isReached)
        if let failure {
            console.say(failure.description)
            guard case .ended = outcome else { return outcome }
            switch failure {
            case .falco(let error): return .lost(error)
            case .input(let error): return .unreadable(error)
            }
        }
        if !isReached, case .ended = outcome {
            console.say("Falco was not reached in all that time")
            return .lost(log.whyUnreached ?? .unanswered)
        }
        return outcome
    }

    /// Hands batches to the session until the source ends.
    private func consume(_ source: MergedSource, by session: AttachSession) async -> SourceError? {
        do throws(SourceError) {
            try await source.run { batch in await session.consume(batch) }
            return nil
        } catch {
            return error
        }
    }

    /// The tasks that end the stream when the plan says so, or show summaries on the way.
    private func addLimits(
        to group: inout TaskGroup<Void>, session: AttachSession, source: MergedSource, forwards: ForwardGroup?
    ) {
        if let duration = plan.ending.duration {
            group.addTask {
                do { try await Task.sleep(for: duration) } catch { return }
                source.stop()
                forwards?.abandon()
            }
        }
        if plan.showsProgress {
            group.addTask { await showProgress(of: source) }
        }
        if let idle = plan.ending.idle {
            group.addTask { await stopWhenIdle(idle, session: session, source: source) }
        }
        if plan.export != nil {
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: plan.exportEvery) } catch { return }
                    await session.refreshExport(shares: source.shares)
                }
            }
        }
        if let every = plan.summaryEvery {
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: every) } catch { return }
                    await session.showInterimSummary(shares: source.shares)
                }
            }
        }
    }

    /// Shows how far the reading has come, once that takes a while, and takes it away at the end.
    private func showProgress(of source: MergedSource) async {
        let line = ProgressLine()
        do { try await Task.sleep(for: ProgressLine.patience) } catch { return }
        while !Task.isCancelled, let progress = source.progress {
            let counts = source.counts
            console.showProgress(
                line.text(
                    progress, alerts: counts.received - counts.undecodable, columns: console.columns - 1))
            do { try await Task.sleep(for: ProgressLine.interval) } catch { break }
        }
        console.showProgress("")
    }

    /// Asks the Falcos that are recorded for their versions.
    private func noteVersions(of falcos: RelayInputs, session: AttachSession) async {
        for await (_, endpoint) in falcos.connected {
            if let version = try? await FalcoClient(endpoint).version() { await session.note(version) }
        }
    }

    private func stopWhenIdle(_ idle: Duration, session: AttachSession, source: MergedSource) async {
        let clock = ContinuousClock()
        while true {
            let deadline = await session.lastActivity.advanced(by: idle)
            if clock.now >= deadline {
                source.stop()
                return
            }
            do { try await clock.sleep(until: deadline) } catch { return }
        }
    }

    private func serve(
        _ requests: AsyncStream<SignalWatcher.Signal>, session: AttachSession, source: MergedSource
    ) async {
        for await request in requests {
            if request == .hangUp {
                await session.reopen()
            } else {
                await session.showInterimSummary(shares: source.shares)
            }
        }
    }
}

extension FalcoRPCError {
    /// Whatever listens there has said nothing.
    fileprivate static let unanswered = FalcoRPCError(
        .unavailable, .timedOut, "whatever listens there does not answer")
}

/// Raised once, from any thread.
private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    func raise() { value.store(true, ordering: .relaxed) }
    var isRaised: Bool { value.load(ordering: .relaxed) }
}

/// Counts calls from any thread.
private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
