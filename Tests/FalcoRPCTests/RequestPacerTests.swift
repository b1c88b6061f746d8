import Testing

@testable import FalcoRPC

@Suite struct RequestPacerTests {
    static let start = ContinuousClock.now

    /// The moments of the requests within `duration`, in milliseconds, when alerts come at the given ones.
    static func requests(
        _ interval: PollInterval, alerts: [Int] = [], for duration: Int
    ) -> [Int] {
        var pacer = RequestPacer(interval)
        var requests: [Int] = []
        for millisecond in 0..<duration {
            let now = start + .milliseconds(millisecond)
            if alerts.contains(millisecond) { pacer.alertsArrived(at: now) }
            guard pacer.due.map({ now >= $0 }) ?? true else { continue }
            pacer.requestSent(at: now)
            requests.append(millisecond)
        }
        return requests
    }

    @Test func theFirstRequestIsDueAtOnce() {
        #expect(RequestPacer(.adaptive).due == nil)
        #expect(Self.requests(.adaptive, for: 100) == [0])
    }

    @Test func atMostSixRequestsASecondWhenIdle() {
        let requests = Self.requests(.adaptive, for: 60_000)
        for second in 0..<60 {
            let count = requests.count { $0 / 1000 == second }
            #expect(count <= 6, "second \(second)")
        }
    }

    @Test func closeTogetherWhileAlertsFlow() {
        let alerts = Array(stride(from: 500, to: 5000, by: 90))
        let requests = Self.requests(.adaptive, alerts: alerts, for: 5000).filter { $0 >= 500 }
        for (first, second) in zip(requests, requests.dropFirst()) {
            #expect(second - first >= 10 && second - first <= 20)
        }
    }

    @Test func alertsEndALongWaitEarly() {
        // 50 ms after the request at 200, and so the next one is due at once.
        #expect(Self.requests(.adaptive, alerts: [250], for: 270) == [0, 200, 250, 262])
    }

    @Test func backsOffStepByStepAfterTheLastAlert() {
        let requests = Self.requests(.adaptive, alerts: [10], for: 10_000)
        let gaps = zip(requests, requests.dropFirst()).map { $1 - $0 }
        #expect(gaps.last == 200)
        let late = zip(requests, gaps).filter { $0.0 > 2200 }
        #expect(late.allSatisfy { $0.1 == 200 })
        #expect(zip(gaps.dropFirst(2), gaps.dropFirst(3)).allSatisfy { $0 <= $1 })
    }

    @Test func fixedStaysFixed() {
        let requests = Self.requests(.fixed(.milliseconds(50)), alerts: [120, 121], for: 300)
        #expect(requests == [0, 50, 100, 150, 200, 250])
    }

    @Test func fixedIsKeptWithinReason() {
        #expect(PollInterval.fixed(.zero) == .fixed(.milliseconds(1)))
        #expect(PollInterval.fixed(.seconds(90_000)) == .fixed(.seconds(3600)))
    }
}
