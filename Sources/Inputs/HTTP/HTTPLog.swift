internal import CMicroHTTPD
internal import Synchronization

/// What happens at an HTTP input: counted, and told to whoever wants to know.
final class HTTPLog: Sendable {
    private struct State {
        var counts = SourceCounts()
        /// Requests that were to bring alerts.
        var requests = 0
    }

    /// The input, such as `http://127.0.0.1:2801`.
    let name: String
    private let observer: @Sendable (InputEvent) -> Void
    private let state = Mutex(State())

    init(name: String, observer: @escaping @Sendable (InputEvent) -> Void) {
        self.name = name
        self.observer = observer
    }

    var counts: SourceCounts { state.withLock { $0.counts } }

    /// A request that may bring alerts begins.
    func begin() {
        state.withLock { $0.requests += 1 }
    }

    /// Alerts were taken over.
    func count(alerts: Int) {
        state.withLock { $0.counts.received += alerts }
    }

    /// Alerts were taken over that nobody wants any more.
    func count(unwanted: Int) {
        state.withLock { $0.counts.unwanted += unwanted }
    }

    /// A body was looked at.
    func count(_ exchange: HTTPExchange, _ outcome: AlertGatherer.Outcome) {
        let number = state.withLock { state in
            state.counts.bytes += exchange.received
            state.counts.received += outcome.faults.count
            state.counts.undecodable += outcome.faults.count
            return state.requests
        }
        for fault in outcome.faults {
            let place = fault.line > 0 ? "line \(fault.line): " : ""
            tell(exchange, number, fault.bytes, fault.size, place + fault.reason)
        }
    }

    /// A body is longer than is taken.
    /// - Parameter size: its length as far as it is known.
    func tooLarge(_ exchange: HTTPExchange, _ size: Int?) {
        let number = state.withLock { state in
            state.counts.received += 1
            state.counts.undecodable += 1
            return state.requests
        }
        let reason = "its body is longer than an alert may be; see --max-alert-size"
        tell(exchange, number, [], size ?? exchange.received, reason)
    }

    private func tell(
        _ exchange: HTTPExchange, _ number: Int, _ bytes: [UInt8], _ size: Int, _ reason: String
    ) {
        let input = "\(name) from \(exchange.peer), request"
        observer(.undecodable(input: input, line: number, bytes: bytes, size: size, reason: reason))
    }

    /// A request is answered without its alerts being taken.
    func refused(_ exchange: HTTPExchange, _ answer: HTTPReplies.Answer) {
        guard let words = answer.refusal else { return }
        observer(.refused(input: name, peer: exchange.peer, reason: words))
    }

    /// There are as many connections as can be.
    func full(_ connections: Int) {
        observer(
            .impaired(
                input: name,
                reason:
                    "\(connections) connections are open, as many as there may be; who comes now takes the place "
                    + "of one that brings nothing, or waits"))
    }

    /// A request will not come to its end.
    func interrupted(_ exchange: HTTPExchange, _ words: String) {
        let all = exchange.expected.map { " of \($0)" } ?? ""
        let much = "after \(exchange.received)\(all) bytes of its body"
        observer(.refused(input: name, peer: exchange.peer, reason: "a request \(words) \(much)"))
    }
}

extension HTTPExchange {
    /// Who sends: an address and a port, nothing that a client chose.
    var peer: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 80) { text in
            text.initialize(repeating: 0)
            guard let start = text.baseAddress else { return "?" }
            mhd_peer(request, start, text.count)
            return String(cString: start)
        }
    }
}

extension HTTPReplies.Answer {
    /// What was refused and why; `nil` where that is of no interest, or said otherwise.
    fileprivate var refusal: String? {
        switch self {
        case .taken, .healthy, .pong, .unknown, .wrongMethod, .tooLarge: nil
        case .unauthorized: "a request was refused: it does not show the token of --listen-http-token"
        case .forbidden: "a request was refused: a web page made it"
        case .stranger: "a request was refused: it shows no certificate that --listen-http-client-ca signed"
        case .cannotUnpack: "a request was refused: its Content-Encoding is not known"
        case .unavailable: "a request was refused: the input is stopping"
        }
    }
}
