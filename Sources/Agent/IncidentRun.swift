internal import FalcoAlerts
internal import Glibc
internal import Inputs
internal import Outputs

/// One run of `incidents`: files or a pipe, grouped into incidents.
package struct IncidentRun: Sendable {
    private let plan: IncidentPlan
    private let console: Console

    package init(plan: IncidentPlan, console: Console) {
        self.plan = plan
        self.console = console
    }

    /// Runs to the end of the input; an interrupt ends it in order.
    package func run() async -> Attachment.Outcome {
        signal(SIGPIPE, SIG_IGN)
        let log = InputLog(console: console, quarantine: plan.quarantine, subscribes: false)
        do throws(OutputError) {
            if plan.mustQuarantine { try log.prepareQuarantine() }
        } catch {
            console.say(error.description)
            return .outputFailed(error)
        }
        let session = IncidentSession(plan: plan, console: console)
        let source: MergedSource
        do throws(InputError) {
            source = try plan.input.open(log)
        } catch {
            console.say(error.description)
            return .unreadable(error)
        }
        let watcher = SignalWatcher { signal in
            switch signal {
            case .interrupt, .terminate: source.stop()
            case .hangUp, .user1: break
            }
        }
        defer { watcher?.stop() }
        var failure: SourceError?
        do throws(SourceError) {
            try await source.run { batch in Uptake(goesOn: await session.consume(batch)) }
        } catch {
            failure = error
        }
        let outcome = await session.finish(oddLines: log.oddLineNumbers, isCutShort: failure != nil)
        let unkept = log.unkept
        if unkept.count > 0 { console.say("\(unkept.count) lines that are no alerts could not be kept") }
        guard let failure else {
            guard case .ended = outcome, let failure = unkept.failure else { return outcome }
            return .outputFailed(failure)
        }
        console.say(failure.description)
        guard case .ended = outcome else { return outcome }
        switch failure {
        case .falco(let error): return .lost(error)
        case .input(let error): return .unreadable(error)
        }
    }
}
