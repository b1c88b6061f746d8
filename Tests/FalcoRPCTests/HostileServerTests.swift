import FalcoAlerts
import FalcoRPC
import HTTP2
import TestSupport
import Testing

/// The client against servers that break rules, each in one way.
@Suite(.timeLimit(.minutes(5)), .serialized) struct HostileServerTests {
    /// What a client that does not reconnect makes of a scenario.
    struct Expectation: Sendable, CustomTestStringConvertible {
        var scenario: String
        var alerts: Int
        var undecodable = 0
        var code: FalcoRPCError.Code?
        var reason: FalcoRPCError.Reason?
        var words = ""

        init(
            _ scenario: String, _ alerts: Int, undecodable: Int = 0, _ code: FalcoRPCError.Code? = nil,
            _ reason: FalcoRPCError.Reason? = nil, _ words: String = ""
        ) {
            (self.scenario, self.alerts, self.undecodable) = (scenario, alerts, undecodable)
            (self.code, self.reason, self.words) = (code, reason, words)
        }

        var testDescription: String { scenario }
    }

    static let expectations = [
        Expectation("good-end", 5),
        Expectation("trailers-only", 0),
        Expectation("split-across", 5),
        Expectation("byte-by-byte", 5),
        Expectation("padded", 5),
        Expectation("informational", 5),
        Expectation("ping-flood", 5),
        Expectation("settings-flood", 5),
        Expectation("large-message", 2),
        Expectation("undecodable", 5, undecodable: 5),
        Expectation("empty-message", 1),
        Expectation("invalid-utf8", 2),
        Expectation("oversize-message", 1, undecodable: 1),
        Expectation("goaway-after", 5),

        Expectation("status-percent", 0, .unavailable, .status, "café 100% down\nnow"),
        Expectation("status-bad-percent", 0, .internal, .status, "100% %zz"),
        Expectation("status-missing", 5, .internal, .protocolViolation, "without a gRPC status"),
        Expectation("status-unknown", 0, FalcoRPCError.Code(rawValue: 99), .status, "status 99"),
        Expectation("status-garbage", 0, .internal, .protocolViolation),
        Expectation("status-in-headers", 0, .permissionDenied, .status, "not you"),
        Expectation("http-404", 0, .unimplemented, .notGRPC, "404"),
        Expectation("http-503", 0, .unavailable, .status, "503"),
        Expectation("wrong-content-type", 0, .unknown, .notGRPC, "text/html"),
        Expectation("compressed-flag", 1, .unimplemented, .compressed, "compressed"),
        Expectation("bad-flag", 0, .internal, .protocolViolation, "no gRPC messages"),
        Expectation("length-lie", 0, .internal, .protocolViolation, "within a message"),
        Expectation("truncated-message", 1, .internal, .protocolViolation, "within a message"),
        Expectation("close-mid-message", 1, .unavailable, .connectionLost),
        Expectation("close-between", 5, .unavailable, .connectionLost),
        Expectation("close-mid-frame", 1, .internal, .protocolViolation, "no gRPC messages"),
        Expectation("kill", 5, .unavailable, .connectionLost, "killed or crashed"),
        Expectation("reset-refused", 0, .unavailable, .status, "did not take the call"),
        Expectation("reset-cancel", 5, .cancelled, .status),
        Expectation("reset-no-error", 5, .internal, .protocolViolation),
        Expectation("goaway-pings", 5, .resourceExhausted, .connectionLost),
        Expectation("goaway-at-once", 0, .unavailable, .status, "did not take the call"),

        Expectation("garbage-frames", 1, .internal, .protocolViolation),
        Expectation("data-before-headers", 0, .internal, .protocolViolation),
        Expectation("oversize-frame", 0, .internal, .protocolViolation),
        Expectation("wrong-stream", 0, .internal, .protocolViolation),
        Expectation("push-promise", 0, .internal, .protocolViolation),
        Expectation("bad-headers", 0, .internal, .protocolViolation),
        Expectation("huge-header", 0, .internal, .protocolViolation),
        Expectation("continuation-flood", 0, .internal, .protocolViolation),

        Expectation("garbage-banner", 0, .unavailable, .notHTTP2, "does not speak HTTP/2"),
        Expectation("http1", 0, .unavailable, .notHTTP2, "does not speak HTTP/2"),
        Expectation("random-bytes", 0, .unavailable, .notHTTP2, "does not speak HTTP/2"),
        Expectation("bad-settings", 0, .unavailable, .notHTTP2),
        Expectation("close-at-once", 0, .unavailable, .connectionLost, "without a word"),
    ]

    @Test(arguments: expectations) func plays(expected: Expectation) async throws {
        let falco = try await HostileFalco(expected.scenario)
        var options = SubscriptionOptions()
        options.reconnects = false
        let collector = Collector(FalcoClient(.unix(path: falco.socket)), options)
        let state = try await collector.end()
        let counts = collector.stream.counts
        #expect(state.count == expected.alerts)
        #expect(counts.decoded == expected.alerts && counts.delivered == expected.alerts)
        #expect(counts.undecodable == expected.undecodable && state.undecodable.count == expected.undecodable)
        #expect(counts.received == counts.decoded + counts.undecodable)
        #expect(state.error?.code == expected.code)
        #expect(state.error?.reason == expected.reason)
        if let message = state.error?.message, !expected.words.isEmpty {
            #expect(message.contains(expected.words))
        }
    }

    @Test func aServerThatSaysNothingIsGivenUp() async throws {
        let directory = try TemporaryDirectory()
        let listener = try Listener(unix: UnixAddress(path: directory("falco.sock")), mode: 0o600)
        var options = SubscriptionOptions()
        options.reconnects = false
        options.connectTimeout = .milliseconds(200)
        let client = FalcoClient(.unix(path: directory("falco.sock")))
        let error = try await Collector(client, options).end().error
        #expect(error?.code == .deadlineExceeded && error?.reason == .timedOut)
        #expect(error?.message.contains("said nothing") == true)
        let late = await #expect(throws: FalcoRPCError.self) {
            try await client.version(timeout: .milliseconds(200))
        }
        #expect(late?.reason == .timedOut)
        listener.removeFile()
    }

    @Test func theSameAlertComesWholeWhereverItIsCut() async throws {
        let falco = try await HostileFalco("split-everywhere")
        var options = SubscriptionOptions()
        options.reconnects = false
        let state = try await Collector(FalcoClient(.unix(path: falco.socket)), options).end()
        #expect(state.error == nil)
        let first = try Fixtures.jsonOutputAlerts()[0]
        let size = try first.encoded().count
        #expect(state.count >= size)
        #expect(Set(state.alerts.map(\.output)) == [first.output])
    }

    @Test func aServerThatIgnoresTheWindowIsLeft() async throws {
        let falco = try await HostileFalco("window-overrun")
        var options = SubscriptionOptions()
        options.reconnects = false
        options.window = 65_536
        // A consumer that takes nothing lets the window run out.
        let gate = Monitor(false)
        let collector = Collector(FalcoClient(.unix(path: falco.socket)), options) {
            guard
                gate.change({ started in
                    defer { started = true }
                    return started
                })
            else { return }
            _ = try? await gate.first(within: .seconds(30), "the gate") { _ in nil as Bool? }
        }
        try await collector.reach("a disconnection") { state in
            state.events.contains {
                if case .disconnected(let error) = $0 { error?.reason == .protocolViolation } else { false }
            }
        }
        collector.cancel()
    }

    @Test func whatIsUndecodableIsShown() async throws {
        let falco = try await HostileFalco("undecodable", count: 1)
        var options = SubscriptionOptions()
        options.reconnects = false
        let state = try await Collector(FalcoClient(.unix(path: falco.socket)), options).end()
        let shown = try #require(state.undecodable.first)
        #expect(shown.bytes == [UInt8](repeating: 0xFF, count: 40))
        #expect(shown.size == 40)
        #expect(shown.error == AlertError(.malformed))
    }

    @Test func ofAMessageBeyondTheLimitTheBeginningIsShown() async throws {
        let falco = try await HostileFalco("large-message")
        var options = SubscriptionOptions()
        options.reconnects = false
        options.maximumMessageSize = 1 << 20
        let state = try await Collector(FalcoClient(.unix(path: falco.socket)), options).end()
        let shown = try #require(state.undecodable.first)
        #expect(shown.bytes.count == 65_536)
        #expect(shown.size > 5 << 20)
        #expect(shown.error == AlertError(.tooLarge))
        #expect(state.count == 1)
    }

    @Test func aCallThatIsHeldGoesOn() async throws {
        for scenario in ["half-message", "no-request-window"] {
            let falco = try await HostileFalco(scenario)
            var options = SubscriptionOptions()
            options.reconnects = false
            let collector = Collector(FalcoClient(.unix(path: falco.socket)), options)
            try await falco.peer.event("held")
            #expect(collector.monitor.state.end == nil)
            try await falco.proceed()
            let state = try await collector.end()
            #expect(state.error == nil)
            #expect(state.count == (scenario == "half-message" ? 1 : 5))
        }
    }

    @Test func afterAHostileConnectionAGoodOneBringsAlerts() async throws {
        for scenario in ["garbage-frames", "close-mid-message", "reset-no-error", "goaway-after"] {
            let falco = try await HostileFalco(scenario, first: 1)
            let collector = Collector(FalcoClient(.unix(path: falco.socket)))
            try await collector.reach("a second connection") { $0.connections >= 2 && $0.count >= 5 }
            collector.stream.stop()
            let state = try await collector.end()
            #expect(state.error == nil)
            #expect(state.gaps.count == 1)
            #expect(collector.stream.counts.reconnects == 1)
        }
    }

    @Test func theClientNeverHalfClosesAndNeverPings() async throws {
        let falco = try await HostileFalco("good")
        let collector = Collector(FalcoClient(.unix(path: falco.socket)))
        try await collector.alerts(5)
        collector.stream.stop()
        try await collector.end()
        try await falco.peer.event("disconnected")
        var seen: [String] = []
        while let event = try? await falco.peer.nextEvent(within: .milliseconds(50)) {
            seen.append(event.name)
        }
        #expect(!seen.contains("half-closed") && !seen.contains("ping"))
    }
}
