internal import FalcoAlerts
package import FalcoRPC
internal import Glibc
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
        self.console = console
    }

    /// Runs to the end.
    package func run() async -> Outcome {
        // A reader that leaves shows as an error of the write; the signal would end the run without its summary.
        signal(SIGPIPE, SIG_IGN)
        let log = ConnectionLog(
            console: console, quarantine: plan.quarantine, subscribes: !plan.drainsOnce)
        let session: AttachSession
        do {
            if plan.mustQuarantine { try log.prepareQuarantine() }
            session = try AttachSession(plan: plan, console: console, log: log)
        } catch {
            console.say(error.description)
            return .outputFailed(error)
        }
        var options = plan.subscription
        options.observer = { log.note($0) }
        let client = FalcoClient(plan.endpoint)
        let stream = plan.drainsOnce ? client.queuedAlerts(options) : client.alerts(options)

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
                stream.stop()
            case .hangUp where plan.isTerminal && isatty(1) == 0:
                // The terminal is gone, and with it whoever read it: going on would take alerts from the next one.
                isAskedToEnd.raise()
                stream.stop()
            case .hangUp, .user1: continuation.yield(signal)
            }
        }
        defer { watcher?.stop() }

        let failure = await withTaskGroup(of: Void.self) { group in
            group.addTask { await serve(requests, session: session, stream: stream) }
            group.addTask {
                do { try await Task.sleep(for: Self.startUp) } catch { return }
                CodePages.giveBack()
            }
            addLimits(to: &group, session: session, stream: stream)
            defer { group.cancelAll() }
            return await consume(stream, by: session)
        }
        // A Falco that was never reached has nothing to be summed up.
        let isReached = log.wasReached || failure == nil && isAskedToEnd.isRaised
        let outcome = await session.finish(counts: stream.counts, showsSummary: isReached)
        if let failure {
            console.say(failure.description)
            if case .ended = outcome { return .lost(failure) }
        } else if !isReached, case .ended = outcome {
            console.say("Falco was not reached in all that time")
            return .lost(log.whyUnreached ?? .unanswered)
        }
        return outcome
    }

    /// Hands batches to the session until the stream ends.
    private func consume(_ stream: AlertStream, by session: AttachSession) async -> FalcoRPCError? {
        do throws(FalcoRPCError) {
            for try await batch in stream where await session.consume(batch) == .enough { stream.stop() }
            return nil
        } catch {
            return error
        }
    }

    /// The tasks that end the stream when the plan says so, or show summaries on the way.
    private func addLimits(to group: inout TaskGroup<Void>, session: AttachSession, stream: AlertStream) {
        if let duration = plan.ending.duration {
            group.addTask {
                do { try await Task.sleep(for: duration) } catch { return }
                stream.stop()
            }
        }
        if let idle = plan.ending.idle {
            group.addTask { await stopWhenIdle(idle, session: session, stream: stream) }
        }
        if plan.export != nil {
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: plan.exportEvery) } catch { return }
                    await session.refreshExport(counts: stream.counts)
                }
            }
        }
        if let every = plan.summaryEvery {
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: every) } catch { return }
                    await session.showInterimSummary(counts: stream.counts)
                }
            }
        }
    }

    private func stopWhenIdle(_ idle: Duration, session: AttachSession, stream: AlertStream) async {
        let clock = ContinuousClock()
        while true {
            let deadline = await session.lastActivity.advanced(by: idle)
            if clock.now >= deadline {
                stream.stop()
                return
            }
            do { try await clock.sleep(until: deadline) } catch { return }
        }
    }

    private func serve(
        _ requests: AsyncStream<SignalWatcher.Signal>, session: AttachSession, stream: AlertStream
    ) async {
        for await request in requests {
            if request == .hangUp {
                await session.reopen()
            } else {
                await session.showInterimSummary(counts: stream.counts)
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
