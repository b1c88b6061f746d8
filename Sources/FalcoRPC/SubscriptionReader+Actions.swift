internal import FalcoAlerts
internal import Glibc
internal import HTTP2

extension SubscriptionReader {
    /// Does what the machine says, and what follows from that.
    func perform(_ actions: [SubscriptionMachine.Action]) {
        var next = actions[...]
        while let action = next.popFirst() {
            switch action {
            case .connect: next += connect()
            case .sendRequest: sendRequest()
            case .disconnect: disconnect()
            case .report(let report): tell(report)
            case .finish(let error): channel.finish(error)
            }
        }
    }

    private func connect() -> [SubscriptionMachine.Action] {
        do throws(FalcoRPCError) {
            let transport = try dialer.dial(channel.wakeUp) { channel.isCancelled || channel.isStopRequested }
            channel.beginConnection()
            call = try ClientCall(
                method, over: transport, place: dialer.endpoint.description, window: options.window,
                maximum: options.maximumMessageSize, sink: receiver)
            return machine.connected(.now)
        } catch {
            if channel.isCancelled { return machine.cancel(.now) }
            if channel.isStopRequested { return machine.stop(.now) }
            return machine.failed(error, .now)
        }
    }

    private func sendRequest() {
        guard let call else { return }
        // A call that takes one request has it already.
        guard method != .sub || call.sendRequest() else { return }
        channel.add(SubscriptionCounts(requests: 1))
    }

    private func disconnect() {
        call?.close()
        call = nil
        unclaimedBytes = 0
    }

    private func tell(_ report: SubscriptionMachine.Report) {
        guard let observer = options.observer else { return }
        switch report {
        case .connecting: observer(.connecting)
        case .connected: observer(.connected)
        case .waiting(let reason, let wait): observer(.waiting(reason: reason, retryIn: wait))
        case .disconnected(let error): observer(.disconnected(error))
        case .gap(let start, let end, let reason):
            observer(.gap(start: timeOfDay(start), end: timeOfDay(end), reason: reason))
        }
    }

    /// The time of day at a moment of the monotonic clock.
    private func timeOfDay(_ moment: ContinuousClock.Instant) -> Timestamp {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let ago = moment.duration(to: .now).components
        var seconds = Int64(now.tv_sec) - ago.seconds
        var nanoseconds = Int64(now.tv_nsec) - ago.attoseconds / 1_000_000_000
        if nanoseconds < 0 {
            seconds -= 1
            nanoseconds += 1_000_000_000
        }
        return Timestamp(seconds: seconds, nanoseconds: Int32(nanoseconds))
    }
}
