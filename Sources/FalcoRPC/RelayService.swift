internal import FalcoAlerts
internal import HTTP2

/// What a relay's calls get: all alerts, each at its own pace.
final class RelayService: ServerService {
    let endsHalfClosedCalls = true
    let drainsAtStop = true

    private let state: RelayState
    private var sources: [Int: RelaySource] = [:]

    init(_ state: RelayState) {
        self.state = state
    }

    var deadline: ContinuousClock.Instant? { state.deadline }

    func answer(_ call: ServerCall) -> ServerAnswer {
        if call.path == HealthCheck.path {
            return .unary { [state] request in HealthCheck.answer(request, isServing: state.isServing) }
        }
        switch Method(path: call.path) {
        case .sub: return begin(.sub, call)
        case .get: return begin(.get, call)
        case .version:
            return .unary { [state] request in
                RequestMessage.isWellFormed(request)
                    ? .success(state.version.encoded()) : .failure(RequestMessage.malformed)
            }
        case nil: return .refusal(Status(code: 12, message: "this server has no method \(call.path)"))
        }
    }

    private func begin(_ kind: ServerStream.Kind, _ call: ServerCall) -> ServerAnswer {
        do throws(Status) {
            let wishes = try RelayWishes(call.headers)
            let client = RelayClient(call.peer, id: wishes.clientID)
            guard
                let subscriber = state.open(
                    isSubscription: kind == .sub, client: client, from: wishes.start)
            else {
                return .refusal(
                    Status(
                        code: 8, message: "this relay has as many subscribers as it takes; try again later"))
            }
            let source = RelaySource(subscriber.number, client, kind, self)
            sources[subscriber.number] = source
            return .messages(kind, source)
        } catch {
            return .refusal(error)
        }
    }

    func countRequests(_ count: Int) {}

    func countRefusedConnection() {
        state.countRefusedConnection()
    }

    func turn(connections: Int) -> Bool {
        guard let number = state.turn(connections: connections), let source = sources[number] else {
            return false
        }
        source.isRevoked = true
        state.tellExpelled(source.client)
        return true
    }

    func stop() {
        state.close()
    }

    fileprivate func take(_ number: Int) -> MessageSlice? { state.take(number) }

    fileprivate func leave(_ source: RelaySource, unsent: Int) {
        sources[source.number] = nil
        state.close(source.number, unsent: unsent, isSubscription: source.kind == .sub)
    }
}

/// A call's place in a relay's ring.
private final class RelaySource: MessageSource {
    let number: Int
    let client: RelayClient
    let kind: ServerStream.Kind
    private unowned let service: RelayService
    let isServed = true
    fileprivate(set) var isRevoked = false

    init(_ number: Int, _ client: RelayClient, _ kind: ServerStream.Kind, _ service: RelayService) {
        self.number = number
        self.client = client
        self.kind = kind
        self.service = service
    }

    func next() -> MessageSlice? { service.take(number) }

    func close(unsent: Int) {
        service.leave(self, unsent: unsent)
    }
}
