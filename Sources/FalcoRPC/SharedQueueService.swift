internal import FalcoAlerts
internal import HTTP2

/// What Falco's own server gives its calls: one queue for all of them, and so many seats for those that subscribe.
final class SharedQueueService: ServerService {
    let endsHalfClosedCalls = false
    let drainsAtStop = false
    let deadline: ContinuousClock.Instant? = nil

    private let queue: SharedQueue
    private let version: FalcoVersion
    private let seats = ServerSeats<SharedQueueSource>(limit: FalcoServer.maximumSubscribers)

    init(_ queue: SharedQueue, version: FalcoVersion) {
        self.queue = queue
        self.version = version
    }

    func answer(_ call: ServerCall) -> ServerAnswer {
        switch Method(path: call.path) {
        case .sub:
            let source = SharedQueueSource(queue, self)
            source.isServed = seats.take(source)
            queue.setSubscribers(seats.count)
            return .messages(.sub, source)
        case .get: return .messages(.get, SharedQueueSource(queue, nil))
        case .version:
            return .unary { [version] request in
                RequestMessage.isWellFormed(request)
                    ? .success(version.encoded()) : .failure(RequestMessage.malformed)
            }
        case nil: return .refusal(Status(code: 12, message: ""))
        }
    }

    func countRequests(_ count: Int) {
        queue.countRequests(count)
    }

    func turn(connections: Int) -> Bool {
        let freed = seats.takeSeated()
        for source in freed { source.isServed = true }
        return !freed.isEmpty
    }

    func countRefusedConnection() {}

    func stop() {}

    fileprivate func leave(_ source: SharedQueueSource) {
        seats.leave(source)
        queue.setSubscribers(seats.count)
    }
}

/// A call's share of the one queue.
final class SharedQueueSource: MessageSource {
    private let queue: SharedQueue
    /// Where it holds a seat; `nil` when it needs none.
    private weak var service: SharedQueueService?
    fileprivate(set) var isServed = true
    let isRevoked = false

    fileprivate init(_ queue: SharedQueue, _ service: SharedQueueService?) {
        self.queue = queue
        self.service = service
    }

    func next() -> MessageSlice? {
        queue.pop().map { MessageSlice(block: $0, messages: 0..<1) }
    }

    /// As with Falco, what was taken and not sent is lost.
    func close(unsent: Int) {
        service?.leave(self)
    }
}
