internal import FalcoAlerts
internal import Glibc
internal import Inputs
internal import Outputs
internal import Synchronization

/// One run of `tune`: files are read twice, a pipe once.
package struct TuneRun: Sendable {
    private let plan: TunePlan
    private let console: Console

    package init(plan: TunePlan, console: Console) {
        self.plan = plan
        self.console = console
    }

    /// Runs to the end of the input. An interrupt ends the reading; what was read is reported on.
    package func run() async -> Attachment.Outcome {
        signal(SIGPIPE, SIG_IGN)
        let log = InputLog(console: console, quarantine: plan.quarantine, subscribes: false)
        if plan.mustQuarantine {
            do { try log.prepareQuarantine() } catch {
                console.say(error.description)
                return .outputFailed(error)
            }
        }
        let session = TuneSession(plan: plan, console: console)
        let first: any AlertSource
        do throws(InputError) {
            first = try plan.input.open(log)
        } catch {
            console.say(error.description)
            return .unreadable(error)
        }
        let sources = Mutex<[any AlertSource]>([first])
        let isAskedToEnd = Atomic<Bool>(false)
        let watcher = SignalWatcher { signal in
            switch signal {
            case .interrupt, .terminate:
                // A second one ends at once.
                if isAskedToEnd.exchange(true, ordering: .relaxed) { _exit(130) }
                for source in sources.withLock({ $0 }) { source.stop() }
            case .hangUp, .user1: break
            }
        }
        defer { watcher?.stop() }
        if let failure = await read(
            first,
            {
                await session.survey($0); return true
            })
        {
            console.say(failure.description)
            return Self.outcome(failure)
        }
        let readsAgain = plan.isRereadable && !isAskedToEnd.load(ordering: .relaxed)
        await session.makeStudy(triesAll: readsAgain)
        if readsAgain {
            // Its odd lines have been named.
            let second = plan.input.openAgain()
            sources.withLock { $0.append(second) }
            // What cannot be read again shows as a number of alerts that is another one.
            _ = await read(second) { await session.tryChanges($0) }
        }
        return await session.finish()
    }

    private func read(
        _ source: any AlertSource, _ take: @escaping @Sendable (AlertBatch) async -> Bool
    ) async -> SourceError? {
        do throws(SourceError) {
            try await source.run { Uptake(goesOn: await take($0)) }
            return nil
        } catch {
            return error
        }
    }

    private static func outcome(_ failure: SourceError) -> Attachment.Outcome {
        switch failure {
        case .falco(let error): .lost(error)
        case .input(let error): .unreadable(error)
        }
    }
}

extension InputPlan {
    /// The files once more, without a word about what is no alert in them.
    fileprivate func openAgain() -> any AlertSource {
        let files = places.flatMap { place -> [String] in
            if case .files(let files) = place { files } else { [] }
        }
        return SavedAlertsSource(files) { _ in }
    }
}
