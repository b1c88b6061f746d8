internal import Analysis
internal import Doctor
internal import FalcoAlerts
internal import Glibc
internal import Inputs
internal import Synchronization

/// Takes alerts for a while, and Falco's counters before and after.
///
/// What is received after the first counters were asked for includes every alert that they do not count yet, so that a
/// loss is never claimed where there is none. Alerts that waited in the queue before may hide one.
struct AlertWatch: Sendable {
    /// After the second look at the counters, alerts on their way still count for this long.
    private static let grace = Duration.seconds(1)
    /// Rules that are counted one by one.
    private static let mostRules = 10_000
    /// An alert that comes this long after the start has not waited in the queue, in seconds.
    private static let live = 1.0

    private struct State {
        var watch = Watch()
        var counts = false
    }

    private let plan: ExaminationPlan
    private let source: any AlertSource
    private let state = Shared()
    private let start = ContinuousClock.now

    private final class Shared: Sendable {
        let value = Mutex(State())
    }

    /// - Parameter file: the file that `source` reads; `nil` when it takes alerts from Falco.
    init(_ plan: ExaminationPlan, _ source: any AlertSource, file: String? = nil) {
        self.plan = plan
        self.source = source
        state.value.withLock { $0.watch.file = file }
    }

    /// Without metrics the first alerts are enough; with them it goes on to the end of the wait.
    func run(_ findings: inout Findings) async {
        let (failure, metrics) = await withTaskGroup(of: Void.self) { group in
            group.addTask { await stopInTime() }
            async let counters = compare()
            let failure = await consume()
            let metrics = await counters
            group.cancelAll()
            return (failure, metrics)
        }
        findings.metrics = metrics
        var watch = state.value.withLock { $0.watch }
        if watch.seconds == 0 { watch.seconds = Self.seconds(start.duration(to: .now)) }
        watch.undecodable = source.counts.undecodable
        if let failure, watch.alerts == 0 {
            findings.watch = .failed(failure)
        } else {
            findings.watch = .done(watch)
        }
    }

    /// Ends the wait; with metrics ``compare()`` does.
    private func stopInTime() async {
        if plan.metrics != nil { return }
        do { try await Task.sleep(for: plan.wait) } catch { return }
        source.stop()
    }

    private func consume() async -> Obstacle? {
        do throws(SourceError) {
            let isLong = plan.metrics != nil
            try await source.run { batch in
                take(batch)
                return Uptake(goesOn: isLong)
            }
            return nil
        } catch {
            switch error {
            case .falco(let error): return Obstacle(error)
            case .input(let error): return Obstacle(.other, error.description)
            }
        }
    }

    private func take(_ batch: AlertBatch) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let received = Timestamp(seconds: Int64(now.tv_sec), nanoseconds: Int32(now.tv_nsec))
        let isLive = Self.seconds(start.duration(to: .now)) > Self.live
        state.value.withLock { state in
            for alert in batch {
                state.watch.alerts += 1
                if let time = alert.time {
                    let lag = received.seconds(since: time)
                    state.watch.shortestLag = min(lag, state.watch.shortestLag ?? lag)
                    if isLive { state.watch.shortestLiveLag = min(lag, state.watch.shortestLiveLag ?? lag) }
                }
                if let drops = SensorReport(alert)?.drops {
                    state.watch.kernelDrops = (state.watch.kernelDrops ?? 0) &+ drops
                }
                guard state.counts else { continue }
                let rule = alert.rule
                guard state.watch.received[rule] != nil || state.watch.received.count < Self.mostRules else {
                    continue
                }
                state.watch.received[rule, default: 0] += 1
            }
        }
    }

    /// Falco's counters around the wait.
    private func compare() async -> Attempt<MetricsPair> {
        guard let endpoint = plan.metrics else { return .notTried }
        defer { source.stop() }
        // What waits in the queue is taken first: it was counted before.
        let settling = min(.seconds(1), plan.wait / 4)
        do { try await Task.sleep(for: settling) } catch { return .notTried }
        state.value.withLock { $0.counts = true }
        let before: FalcoMetrics
        switch await MetricsRequest(endpoint: endpoint).metrics() {
        case .success(let metrics): before = metrics
        case .failure(let obstacle):
            // Alerts are told of all the same, for as long as was asked.
            try? await Task.sleep(until: start + plan.wait, clock: .continuous)
            return .failed(obstacle)
        }
        do { try await Task.sleep(for: plan.wait - settling) } catch { return .notTried }
        // What comes later was on its way by now.
        state.value.withLock { $0.watch.seconds = Self.seconds(start.duration(to: .now)) }
        switch await MetricsRequest(endpoint: endpoint).metrics() {
        case .success(let after):
            try? await Task.sleep(for: Self.grace)
            return .done(MetricsPair(before: before, after: after))
        case .failure(let obstacle): return .failed(obstacle)
        }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
