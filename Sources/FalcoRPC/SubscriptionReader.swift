internal import FalcoAlerts
internal import Glibc
internal import HTTP2

/// Runs a subscription on a thread of its own: owns the connection, reads, decodes and hands over.
///
/// All decisions are ``SubscriptionMachine``'s; this type does what it says.
final class SubscriptionReader {
    /// How often, while waiting, the place of the socket is looked at, and how often while connected.
    private static let watchInterval = Duration.milliseconds(100)
    private static let replacementInterval = Duration.seconds(1)

    let method: Method
    let options: SubscriptionOptions
    let channel: AlertChannel
    let receiver: AlertReceiver
    private let buffer = ReadBuffer()
    var dialer: Dialer
    var machine: SubscriptionMachine
    private var poll = Poll()
    var call: ClientCall?
    /// Received bytes that belong to no batch: of messages that are not complete, or were no alerts. They are given
    /// back to the window when nothing waits for the consumer, so that a long message can come in while memory stays
    /// bounded.
    var unclaimedBytes = 0
    /// Bytes that the consumer has not taken.
    private var waitingBytes = 0
    private var nextWatch = ContinuousClock.now
    private var readPacer = ReadPacer()

    /// Runs the subscription to its end. Returns when it is over.
    static func run(
        _ method: Method, _ endpoint: FalcoEndpoint, _ options: SubscriptionOptions, _ channel: AlertChannel
    ) {
        do throws(AlertError) {
            try SubscriptionReader(method, endpoint, options, channel).run()
        } catch {
            channel.finish(FalcoRPCError(.resourceExhausted, .system, "cannot receive alerts", cause: error))
        }
    }

    private init(
        _ method: Method, _ endpoint: FalcoEndpoint, _ options: SubscriptionOptions, _ channel: AlertChannel
    ) throws(AlertError) {
        self.method = method
        self.options = options
        self.channel = channel
        receiver = try AlertReceiver(options)
        dialer = Dialer(endpoint, timeout: options.connectTimeout)
        machine = SubscriptionMachine(
            pollInterval: options.pollInterval, reconnects: options.reconnects && method == .sub,
            asksAgain: method == .sub, openLimit: options.connectTimeout,
            random: { Double.random(in: 0..<1) })
    }

    private func run() {
        perform(machine.start())
        while !machine.isFinished {
            flush()
            wait()
            obey()
            readIfReady()
            perform(machine.timePassed(.now, isBackedUp: waitingBytes >= options.window / 4))
            watch()
        }
    }

    /// Waits until there is something to do.
    private func wait() {
        poll.removeAll()
        poll.add(channel.wakeUp.number, read: true)
        var deadline = machine.deadline
        if let connection = call?.connection {
            let pause = readPacer.resumesAt.flatMap { $0 > .now ? $0 : nil }
            poll.add(connection.transportNumber, read: pause == nil, write: connection.wantsWrite)
            if let pause { deadline = min(deadline ?? pause, pause) }
        }
        if machine.isWaiting && dialer.canWatch { deadline = min(deadline ?? nextWatch, nextWatch) }
        poll.wait(until: deadline)
        if poll.readable(0) { channel.wakeUp.clear() }
    }

    /// Does what the consumer wants, and gives back what it has taken.
    private func obey() {
        let orders = channel.orders(holdsBytes: unclaimedBytes > 0)
        waitingBytes = orders.waitingBytes
        if let call, let connection = call.connection {
            connection.consume(orders.credit, stream: call.stream)
            if unclaimedBytes > 0 && waitingBytes == 0 {
                connection.consume(unclaimedBytes, stream: call.stream)
                unclaimedBytes = 0
            }
        }
        if orders.isCancelled {
            perform(machine.cancel(.now))
        } else if orders.isStopRequested {
            perform(machine.stop(.now))
        }
    }

    private func readIfReady() {
        guard let call, let connection = call.connection, poll.count > 1, poll.readable(1) else { return }
        do throws(HTTP2Error) {
            var received = HTTP2Connection.Received.more
            while case .more = received, self.call === call {
                received = try connection.receive(with: buffer)
                open(call)
                deliver(call)
            }
            if case .end = received { settle(call, closed(call)) } else { settle(call, nil) }
        } catch {
            deliver(call)
            let isClosed = error.code == .closed
            settle(call, isClosed ? closed(call) : FalcoRPCError(error, at: "\(dialer.endpoint)"))
        }
    }

    /// Hands over what one read brought.
    private func deliver(_ call: ClientCall) {
        let bytes = call.takeReceivedBytes()
        guard bytes > 0 else { return }
        let now = ContinuousClock.now
        readPacer.read(bytes, at: now)
        let batches = receiver.takeBatches()
        let counts = receiver.takeCounts()
        channel.add(counts)
        if counts.received > 0 { machine.received(now) }
        unclaimedBytes += bytes
        for batch in batches {
            channel.offer(batch, bytes: unclaimedBytes)
            unclaimedBytes = 0
        }
        obey()
    }

    /// Tells the machine that the server speaks HTTP/2, which counts as connected, before any alert is handed over.
    private func open(_ call: ClientCall) {
        guard call.isOpen, self.call === call else { return }
        let before = machine.reconnectCount
        perform(machine.opened(.now))
        if machine.reconnectCount > before { channel.add(SubscriptionCounts(reconnects: 1)) }
    }

    /// Tells the machine what has become of the call.
    ///
    /// - Parameter error: why the connection is of no more use, if it is not.
    private func settle(_ call: ClientCall, _ error: FalcoRPCError?) {
        open(call)
        guard self.call === call else { return }
        switch call.outcome {
        case .ok: perform(machine.ended(.now))
        case .failed(let error): perform(machine.failed(error, .now))
        case nil:
            if let error {
                perform(machine.failed(error, .now))
            } else if call.isGoingAway {
                perform(machine.farewell(.endedByFalco, .now))
            }
        }
    }

    /// What it means that the server closed the connection.
    private func closed(_ call: ClientCall) -> FalcoRPCError {
        let place = dialer.endpoint
        if call.isOpen {
            return FalcoRPCError(
                .unavailable, .connectionLost,
                "the connection to Falco at \(place) broke: Falco was killed or crashed. Alerts that were queued in it or on "
                    + "their way are lost")
        }
        guard call.connection?.isEncrypted == true else {
            return FalcoRPCError(
                .unavailable, .connectionLost, "the server at \(place) closed the connection without a word")
        }
        return FalcoRPCError(
            .unavailable, .connectionLost,
            "the server at \(place) closed the connection during TLS: mostly because it does not accept the client's "
                + "certificate")
    }

    private func flush() {
        guard let call, let connection = call.connection else { return }
        do throws(HTTP2Error) {
            try connection.flush()
        } catch {
            let fault = error.code == .closed ? closed(call) : FalcoRPCError(error, at: "\(dialer.endpoint)")
            settle(call, readLastWords(call, connection) ?? fault)
        }
    }

    /// Reads what a server said before it closed; the error if that breaks rules.
    private func readLastWords(_ call: ClientCall, _ connection: HTTP2Connection) -> FalcoRPCError? {
        defer { deliver(call) }
        do throws(HTTP2Error) {
            while self.call === call, try !connection.receive(with: buffer).isLast { deliver(call) }
            return nil
        } catch {
            return error.code == .closed ? nil : FalcoRPCError(error, at: "\(dialer.endpoint)")
        }
    }

    /// Looks whether the socket has come back, or has been replaced.
    private func watch() {
        let now = ContinuousClock.now
        guard dialer.canWatch, now >= nextWatch else { return }
        if machine.isWaiting {
            nextWatch = now + SubscriptionReader.watchInterval
            if dialer.hasReappeared { machine.socketAppeared(now) }
        } else {
            nextWatch = now + SubscriptionReader.replacementInterval
            if call != nil && dialer.isReplaced { perform(machine.farewell(.replaced, now)) }
        }
    }
}
