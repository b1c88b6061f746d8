/// One connection, and the request that it brings.
final class HTTPExchange {
    enum Phase {
        /// No whole header has come.
        case idle
        /// The body comes.
        case receiving
        /// The body comes and is passed over; this will be said.
        case refused(HTTPReplies.Answer)
        /// Left alone until there is room for the body.
        case waitingForRoom
        /// Left alone until its alerts are taken over.
        case held
        /// Left alone no longer: its alerts were taken over, or not.
        case settled(taken: Bool)
        /// Something was said; the client may not have it yet.
        case answered
        /// To be closed.
        case expired
    }

    enum Packing { case none, packed }

    /// The server's name for the connection.
    let request: OpaquePointer
    /// Where in the loop's list it stands.
    var place = 0
    var phase = Phase.idle
    /// When it is closed if nothing happens; `nil` while it is not the client's turn.
    var deadline: ContinuousClock.Instant?
    /// Whether a whole header has ever come.
    var hasAsked = false
    /// Whether the client has shown its certificate.
    var isTrusted = false
    var packing = Packing.none
    /// As the header tells.
    var expected: Int?
    var received = 0
    var body: [UInt8] = []
    /// Bytes of the common room that this request takes.
    var reserved = 0
    /// What was found in the body, once it was looked at.
    var outcome: AlertGatherer.Outcome?
    /// The number of the batch that its last alert is in.
    var batch = 0

    init(_ request: OpaquePointer) {
        self.request = request
    }

    /// Forgets a request that is over, but for its room.
    func clear() {
        phase = .idle
        packing = .none
        expected = nil
        received = 0
        body = []
        outcome = nil
        batch = 0
    }
}
