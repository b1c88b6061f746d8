internal import HTTP2

/// What a server's calls get. It belongs to the server's thread.
protocol ServerService: AnyObject {
    /// Whether a `sub` call whose client has sent its last request ends once that is served.
    var endsHalfClosedCalls: Bool { get }
    /// Whether `sub` calls are given all that waits when the server stops, or end as they are.
    var drainsAtStop: Bool { get }
    /// When ``turn(connections:)`` is to be called at the latest; `nil` when it need not.
    var deadline: ContinuousClock.Instant? { get }

    /// Answers a call that begins. A source that it gives out is closed when the call is over.
    func answer(_ call: ServerCall) -> ServerAnswer

    /// So many requests came on `sub` calls.
    func countRequests(_ count: Int)

    /// A connection came that was one too many.
    func countRefusedConnection()

    /// Called after each round of reading, with the number of open connections. Tells whether calls may have got their
    /// turn, or have been revoked, without having asked.
    func turn(connections: Int) -> Bool

    /// The server has stopped.
    func stop()
}

/// A call as its client began it.
struct ServerCall {
    let path: String
    let headers: [HTTP2Header]
    /// Who is on the other side of the connection.
    let peer: HTTP2Peer
}

/// What a call gets.
enum ServerAnswer {
    /// Messages of a source, as `sub` or `get` gives them.
    case messages(ServerStream.Kind, any MessageSource)
    /// One response for one request.
    case unary((_ request: [UInt8]) -> Result<[UInt8], Status>)
    /// No more than a status.
    case refusal(Status)
}

/// How much a server takes on.
struct ServerLimits {
    /// Connections at a time.
    var connections = 256
    /// What becomes of further ones: they wait to be taken, or so many more are taken to be refused in words.
    var refusals = 0
    /// How long a connection may take to speak HTTP/2; `nil` for ever.
    var handshake: Duration?
    /// After a stop: how long calls may go on, and how long connections may stay open.
    var end = Duration.milliseconds(250)
    var close = Duration.seconds(1)
}
