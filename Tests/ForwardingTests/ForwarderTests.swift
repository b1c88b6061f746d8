import Foundation
import TestSupport
import Testing

@testable import Forwarding

/// Alerts on their way to a real server that does, or does not, take them.
@Suite struct ForwarderTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// A forwarder and what it told.
    private final class Running: Sendable {
        let forwarder: Forwarder
        let events = Monitor<[ForwardEvent]>([])

        init(_ url: String, _ options: ForwardOptions) throws {
            let events = events
            forwarder = try Forwarder(ForwardTarget(url), options) { event in
                events.change { $0.append(event) }
            }
            try forwarder.start()
        }

        /// Waits for room, and so on a thread of its own: those that tests share are few.
        func add(_ range: Range<Int>) async {
            await Self.apart { [forwarder] in
                for number in range {
                    var text = ForwarderTests.body(number)
                    text.withUTF8 { forwarder.add(UnsafeRawBufferPointer($0)) }
                }
            }
        }

        /// Ends it; what waits is sent as long as it is taken.
        func end(within limit: Duration? = .seconds(30)) async -> ForwardCounts {
            await Self.apart { [forwarder] in
                forwarder.beginToEnd(within: limit)
                forwarder.end()
                return forwarder.counts
            }
        }

        /// The same, which must not take longer than `deadline`.
        func end(within limit: Duration, deadline: Duration) async throws -> ForwardCounts {
            let ended = Monitor<ForwardCounts?>(nil)
            Thread.detachNewThread { [forwarder] in
                forwarder.beginToEnd(within: limit)
                forwarder.end()
                ended.change { $0 = forwarder.counts }
            }
            return try await ended.first(within: deadline, "the end") { $0 }
        }

        private static func apart<Result: Sendable>(
            _ body: @escaping @Sendable () -> Result
        ) async -> Result {
            await withCheckedContinuation { done in
                Thread.detachNewThread { done.resume(returning: body()) }
            }
        }

        func wait(for what: String, _ condition: @escaping @Sendable (ForwardEvent) -> Bool) async throws {
            _ = try await events.first(within: .seconds(30), what) {
                $0.contains(where: condition) ? true : nil
            }
        }
    }

    static func body(_ number: Int) -> String { #"{"rule":"r\#(number)"}"# }

    private func options(_ change: (inout ForwardOptions) -> Void = { _ in }) -> ForwardOptions {
        var options = ForwardOptions(spool: directory("spool"))
        options.firstWait = .milliseconds(10)
        options.longestWait = .milliseconds(100)
        change(&options)
        return options
    }

    private func bodies(_ range: Range<Int>) -> [String] { range.map { Self.body($0) } }

    @Test func alertsArriveInOrderOverOneConnection() async throws {
        let sink = try await HTTPSink()
        let running = try Running(
            sink.url, options { $0.headers = [(try? HeaderField("X-Scope: a"))].compactMap { $0 } })
        await running.add(0..<200)
        #expect(await running.end() == ForwardCounts(delivered: 200))
        #expect(try await sink.bodies == bodies(0..<200))
        #expect(try await sink.connections == 1)
        let header = try await sink.header
        #expect(header[""] == "POST / HTTP/1.1")
        #expect(header["content-type"] == "application/json" && header["x-scope"] == "a")
        #expect(header["user-agent"] == "falconer" && header["expect"] == nil)
        #expect(running.events.state.isEmpty)
    }

    @Test(arguments: ["status 500", "status 503", "status 502", "status 429", "status 408", "cut", "noise"])
    func whatMayPassIsTriedAgain(_ behaviour: String) async throws {
        let sink = try await HTTPSink()
        for _ in 0..<3 { try await sink.next(behaviour) }
        try await sink.next("ok")
        try await sink.next(behaviour)
        let running = try Running(sink.url, options())
        await running.add(0..<5)
        try await sink.taken(5)
        #expect(await running.end() == ForwardCounts(delivered: 5))
        #expect(try await sink.bodies == bodies(0..<5))
        #expect(try await sink.requests >= 9)
        let events = running.events.state
        // Once for each time that it failed, however often. A kept connection that closes is opened again without a word.
        let failures = events.count { if case .failing = $0 { true } else { false } }
        #expect(failures == (behaviour == "cut" ? 1 : 2))
        #expect(events.count { $0 == .recovered } == failures)
        for case .failing(let words) in events {
            #expect(!words.utf8.contains { $0 < 0x20 }, "what the other side says is made harmless")
        }
    }

    @Test func anAnswerMayAskToWait() async throws {
        let sink = try await HTTPSink()
        try await sink.next("status 429 1")
        try await sink.next("status 503 86000")
        let running = try Running(sink.url, options { $0.longestRetryAfter = .seconds(2) })
        let start = ContinuousClock.now
        await running.add(0..<2)
        try await sink.taken(2)
        // The first answer's second and two of the other's day: `taken` would not wait for all of that.
        #expect(ContinuousClock.now - start >= .seconds(3))
        #expect(await running.end().delivered == 2)
    }

    @Test func aDateMayAskToWait() async throws {
        let sink = try await HTTPSink()
        try await sink.next("status 503 'Fri, 31 Dec 2049 23:59:59 GMT'")
        let running = try Running(sink.url, options { $0.longestRetryAfter = .seconds(1) })
        let start = ContinuousClock.now
        await running.add(0..<1)
        try await sink.taken(1)
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(await running.end().delivered == 1)
    }

    @Test(arguments: ["status 400", "status 401", "status 404", "status 413", "redirect", "status 304"])
    func whatIsRefusedIsKeptAndTheRestGoesOn(_ behaviour: String) async throws {
        let sink = try await HTTPSink()
        try await sink.next("ok")
        try await sink.next(behaviour)
        let running = try Running(sink.url, options())
        await running.add(0..<3)
        #expect(await running.end() == ForwardCounts(delivered: 2, refused: 1))
        #expect(try await sink.bodies == [Self.body(0), Self.body(2)])
        #expect(try await sink.requests == 3, "not tried again, and no redirect followed")
        let kept = try String(contentsOfFile: running.forwarder.deadLetters, encoding: .utf8)
        #expect(kept == Self.body(1) + "\n")
        guard case .refused(let words, isKept: true) = running.events.state.first else {
            Issue.record("\(running.events.state)")
            return
        }
        #expect(!words.utf8.contains { $0 < 0x20 } && words.contains("answered"))
    }

    @Test func deadLettersAreLines() async throws {
        let sink = try await HTTPSink()
        try await sink.always("status 400")
        let running = try Running(sink.url, options())
        var text = "{\n  \"rule\":\r\n \"wide\"\n}"
        text.withUTF8 { running.forwarder.add(UnsafeRawBufferPointer($0)) }
        await running.add(0..<1)
        #expect(await running.end().refused == 2)
        let kept = try String(contentsOfFile: running.forwarder.deadLetters, encoding: .utf8)
        #expect(kept == "{   \"rule\":   \"wide\" }\n\(Self.body(0))\n")
    }

    /// 200 was said; what comes behind does not matter.
    @Test(arguments: ["half", "endless"])
    func anAnswerThatBreaksOffIsAnAnswer(_ behaviour: String) async throws {
        let sink = try await HTTPSink()
        try await sink.next(behaviour)
        let running = try Running(sink.url, options())
        await running.add(0..<3)
        #expect(await running.end() == ForwardCounts(delivered: 3))
        #expect(try await sink.bodies == bodies(0..<3))
    }

    @Test func aServerThatHangsIsLeft() async throws {
        let sink = try await HTTPSink()
        try await sink.next("hang")
        let running = try Running(sink.url, options { $0.timeout = .seconds(1) })
        await running.add(0..<2)
        try await sink.taken(2)
        #expect(await running.end() == ForwardCounts(delivered: 2))
        #expect(try await sink.bodies == bodies(0..<2))
    }

    @Test func aServerThatIsDownIsWaitedFor() async throws {
        let sink = try await HTTPSink("--down")
        let running = try Running(sink.url, options())
        await running.add(0..<20)
        try await running.wait(for: "the failure") { if case .failing = $0 { true } else { false } }
        #expect(running.forwarder.counts == ForwardCounts(waiting: 20))
        try await sink.peer.command("up")
        try await sink.taken(20)
        await running.add(20..<30)
        #expect(await running.end() == ForwardCounts(delivered: 30))
        #expect(try await sink.bodies == bodies(0..<30))
        #expect(running.events.state.last == .recovered)
    }

    /// What could not be sent is sent by the next run, before what is new.
    @Test func whatWaitsIsSentByTheNextRun() async throws {
        let sink = try await HTTPSink("--down")
        do {
            let running = try Running(sink.url, options())
            await running.add(0..<50)
            let start = ContinuousClock.now
            #expect(await running.end() == ForwardCounts(waiting: 50))
            #expect(ContinuousClock.now - start < .seconds(20), "nobody there: it is given up soon")
        }
        try await sink.peer.command("up")
        let running = try Running(sink.url, options())
        await running.add(50..<60)
        #expect(await running.end() == ForwardCounts(delivered: 60))
        #expect(try await sink.bodies == bodies(0..<60))
        #expect(running.events.state == [.waiting(50)])
    }

    @Test func theEndIsBounded() async throws {
        let sink = try await HTTPSink()
        try await sink.always("hang")
        let running = try Running(sink.url, options { $0.timeout = .seconds(300) })
        await running.add(0..<3)
        try await sink.wait(1)
        let counts = try await running.end(within: .milliseconds(300), deadline: .seconds(60))
        #expect(counts == ForwardCounts(waiting: 3))
    }

    @Test func whenTheSpoolIsFullTheOldestAreLost() async throws {
        let sink = try await HTTPSink("--down")
        let running = try Running(sink.url, options { $0.spoolSize = 16 << 10 })
        await running.add(0..<2000)
        let counts = running.forwarder.counts
        #expect(counts.lost > 0 && counts.lost + counts.waiting == 2000)
        try await sink.peer.command("up")
        try await sink.taken(counts.waiting)
        #expect(await running.end() == ForwardCounts(delivered: counts.waiting, lost: counts.lost))
        #expect(try await sink.bodies == bodies(counts.lost..<2000))
        let lost = running.events.state.reduce(0) {
            if case .overflowed(let count) = $1 { $0 + count } else { $0 }
        }
        #expect(lost == counts.lost)
    }

    @Test func whereNothingMayBeLostItWaits() async throws {
        let sink = try await HTTPSink()
        let running = try Running(
            sink.url,
            options {
                $0.spoolSize = 16 << 10
                $0.waitsForRoom = true
            })
        await running.add(0..<3000)
        #expect(await running.end(within: nil) == ForwardCounts(delivered: 3000))
        #expect(try await sink.bodies == bodies(0..<3000))
    }

    /// Whoever waits for room is let go when the run is to end.
    @Test func waitingForRoomEnds() async throws {
        let sink = try await HTTPSink("--down")
        let running = try Running(
            sink.url,
            options {
                $0.spoolSize = 16 << 10
                $0.waitsForRoom = true
            })
        let adding = Task.detached { await running.add(0..<1000) }
        try await running.wait(for: "a full spool") { $0 == .full }
        running.forwarder.abandon()
        await adding.value
        let counts = await running.end()
        #expect(counts.waiting + counts.lost == 1000 && counts.lost > 0)
    }

    /// An alert that the other side cannot bear does not hold up the others for ever.
    @Test func whatAlwaysFailsIsGivenUp() async throws {
        let sink = try await HTTPSink()
        for _ in 0..<3 { try await sink.next("status 500") }
        let running = try Running(sink.url, options { $0.givesUpAfter = .zero })
        await running.add(0..<3)
        try await sink.taken(1)
        // The first was given up at its second failure; the second failed once.
        #expect(await running.end() == ForwardCounts(delivered: 2, refused: 1))
        #expect(try await sink.bodies == bodies(1..<3))
        // A server that only says that it is busy is waited for.
        for _ in 0..<5 { try await sink.next("status 503") }
        let busy = try Running(sink.url, options { $0.givesUpAfter = .zero })
        await busy.add(3..<4)
        try await sink.taken(3)
        #expect(await busy.end() == ForwardCounts(delivered: 1))
    }

    @Test func certificatesAreChecked() async throws {
        let certificates = try await Certificates()
        let sink = try await HTTPSink("--tls", certificates.serverCertificate, certificates.serverKey)
        for authority in [nil, certificates.strangeAuthority] {
            let running = try Running(sink.url, options { $0.authority = authority })
            await running.add(0..<1)
            try await running.wait(for: "the failure") { if case .failing = $0 { true } else { false } }
            #expect(await running.end(within: .milliseconds(100)).delivered == 0)
        }
        // For another name than the certificate's.
        let other = try Running(
            "https://127.0.0.2:\(sink.port)/",
            options {
                $0.authority = certificates.authority
                $0.spool = directory("other")
            })
        await other.add(0..<1)
        try await other.wait(for: "the failure") { if case .failing = $0 { true } else { false } }
        #expect(await other.end(within: .milliseconds(100)).delivered == 0)
        let good = try Running(sink.url, options { $0.authority = certificates.authority })
        #expect(await good.end().delivered == 2, "what the others left")
    }

    @Test func aCertificateIsShown() async throws {
        let certificates = try await Certificates()
        let sink = try await HTTPSink(
            "--tls", certificates.serverCertificate, certificates.serverKey, certificates.authority)
        let none = try Running(sink.url, options { $0.authority = certificates.authority })
        await none.add(0..<1)
        try await none.wait(for: "the failure") { if case .failing = $0 { true } else { false } }
        #expect(await none.end(within: .milliseconds(100)).delivered == 0)
        let good = try Running(
            sink.url,
            options {
                $0.authority = certificates.authority
                $0.certificate = certificates.clientCertificate
                $0.key = certificates.clientKey
            })
        await good.add(1..<100)
        #expect(await good.end().delivered == 100)
        #expect(try await sink.bodies == bodies(0..<100))
    }

    @Test func passwordsGoWithTheURLOnly() async throws {
        let sink = try await HTTPSink()
        try await sink.next("status 401")
        let running = try Running("http://falco:s3cr%3At@127.0.0.1:\(sink.port)/x?y=z", options())
        await running.add(0..<2)
        #expect(await running.end() == ForwardCounts(delivered: 1, refused: 1))
        let header = try await sink.header
        #expect(header[""] == "POST /x?y=z HTTP/1.1")
        #expect(header["authorization"] == "Basic " + Data("falco:s3cr:t".utf8).base64EncodedString())
        #expect(!"\(running.events.state)".contains("s3cr"))
    }

    @Test func filesThatAreNotThereAreSaid() async throws {
        for change: (inout ForwardOptions) -> Void in [
            { $0.authority = "/none" },
            {
                $0.certificate = "/none"; $0.key = "/none"
            },
        ] {
            do throws(ForwardingError) {
                _ = try Forwarder(ForwardTarget("https://localhost:1/"), options(change)) { _ in }
                Issue.record("no error")
            } catch {
                #expect(error.code == .missingFile && error.message.contains("/none"))
            }
        }
    }

    @Test func largeAlertsArrive() async throws {
        let sink = try await HTTPSink()
        let running = try Running(sink.url, options())
        var large = #"{"rule":"\#(String(repeating: "x", count: 3 << 19))"}"#
        large.withUTF8 { running.forwarder.add(UnsafeRawBufferPointer($0)) }
        await running.add(0..<1)
        #expect(await running.end().delivered == 2)
        #expect(try await sink.bodies.map(\.utf8.count) == [large.utf8.count, Self.body(0).utf8.count])
    }
}
