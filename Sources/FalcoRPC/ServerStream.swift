internal import HTTP2

/// One call on a server: its requests so far, and its response.
///
/// A response takes messages from its source only when the connection has room for them, so a client that does not read
/// leaves them there.
final class ServerStream: HTTP2LendingBody {
    /// What the call is for.
    enum Kind {
        /// Each request is answered by all messages that wait.
        case sub
        /// The one request is answered by all messages that wait, and the call ends.
        case get
        /// The one request has one response.
        case unary
    }

    let kind: Kind
    let id: Int32
    private let source: any MessageSource
    /// What a unary call makes of its request.
    private let makeAnswer: (([UInt8]) -> Result<[UInt8], Status>)?
    private var deframer = MessageDeframer(maximum: ServerStream.maximumRequest)
    /// The last request that came whole.
    private var request: [UInt8] = []
    /// Requests that came and were not served. One is served at a time, until no message waits.
    private var waitingRequests = 0
    private var isDraining = false
    private var hasRequest = false
    /// The messages that are being sent, and the bytes of them that are not sent.
    private var slice: MessageSlice?
    private var unsent = 0..<0
    /// How many of these bytes are to be given in the next frame.
    private var offered = 0
    /// Set to take no more messages, and to end after those that are being sent.
    private var isEnding = false
    /// Set when no request comes after those that wait.
    private var isLastRequest = false
    /// Whether a response has begun.
    var hasAnswered = false

    /// Larger blocks are copied as they are sent.
    private static let largestLent = 128 << 10
    /// Requests are empty, or name a service.
    private static let maximumRequest = 4096

    /// A call of `sub` or `get`.
    init(_ kind: Kind, id: Int32, source: any MessageSource) {
        self.kind = kind
        self.id = id
        self.source = source
        makeAnswer = nil
    }

    /// A call with one request and one response.
    init(id: Int32, answer: @escaping ([UInt8]) -> Result<[UInt8], Status>) {
        kind = .unary
        self.id = id
        source = NoMessages()
        makeAnswer = answer
    }

    /// Whether the call is to end at once, unfinished.
    var isRevoked: Bool { source.isRevoked }

    /// Takes request bytes and returns how many messages they complete; `nil` when they are no gRPC messages.
    func receive(_ data: UnsafeRawBufferPointer) -> Int? {
        var rest = data
        var count = 0
        do {
            while let event = try deframer.next(&rest) {
                guard case .message(let bytes) = event else { return nil }
                if kind == .unary { request = [UInt8](bytes) }
                count += 1
            }
        } catch {
            return nil
        }
        if deframer.isWithinOversized { return nil }
        waitingRequests += count
        if count > 0 { hasRequest = true }
        return count
    }

    /// Whether requests are served now.
    var isServed: Bool { source.isServed }

    /// Whether there is something to send now. Takes it from the source when it was asked for.
    func hasMessage() -> Bool {
        !unsent.isEmpty || load()
    }

    /// Whether a request came that is not served to its end.
    var hasUnservedRequest: Bool { waitingRequests > 0 || isDraining }

    /// Whether nothing more will be sent but the status.
    var isDone: Bool {
        guard unsent.isEmpty else { return false }
        return isEnding || (!hasUnservedRequest && (isLastRequest || kind == .get && hasRequest))
    }

    /// After the messages that are being sent, the call ends with status OK.
    func end() {
        // Those of them that have not begun count as not sent.
        if let slice, !unsent.isEmpty {
            let begun = unsent.lowerBound + offered
            let starts = slice.messages.lazy.map { slice.block.start(of: $0) }
            unsent = unsent.lowerBound..<(starts.first { $0 >= begun } ?? unsent.upperBound)
        }
        isEnding = true
    }

    /// No request follows those that came: the call ends with status OK once they are served.
    func endAfterRequests() {
        isLastRequest = true
    }

    /// Everything that waits is sent, asked for or not, and the call ends with status OK.
    func endAfterAll() {
        if waitingRequests == 0 { waitingRequests = 1 }
        isLastRequest = true
    }

    /// Answers the one request of a unary call; fails with the status that takes the answer's place.
    func answer() -> Result<Void, Status> {
        guard slice == nil, let makeAnswer else { return .success(()) }
        return makeAnswer(request).map { message in
            begin(MessageSlice(block: MessageBlock(message), messages: 0..<1))
            isEnding = true
        }
    }

    /// The call is over.
    func close() {
        source.close(unsent: slice?.count(endingBehind: unsent.lowerBound) ?? 0)
        slice = nil
        unsent = 0..<0
    }

    func offer(_ limit: Int) -> HTTP2BodyPart {
        guard hasMessage() else { return isDone ? .trailers(0, Status.ok.trailers) : .pause }
        offered = min(limit, unsent.count)
        return .bytes(offered)
    }

    func give(_ count: Int, _ take: (UnsafeRawBufferPointer, AnyObject?) -> Void) {
        guard let slice else { return }
        let given = unsent.lowerBound..<unsent.lowerBound + count
        // The last bytes of a large block must not keep all of it until a slow client has read them.
        let isLarge = slice.block.byteCount > ServerStream.largestLent
        take(slice.block.bytes(given), isLarge ? nil : slice.block)
        unsent = given.upperBound..<unsent.upperBound
        offered = 0
    }

    /// Takes the next messages from the source, if this call may; false when there are none.
    private func load() -> Bool {
        while !isEnding {
            if !isDraining {
                guard waitingRequests > 0 else { return false }
                waitingRequests -= 1
                isDraining = true
            }
            if let next = source.next() {
                begin(next)
                return true
            }
            // Nothing waits, for this request or those behind it.
            slice = nil
            isDraining = false
            waitingRequests = 0
        }
        return false
    }

    private func begin(_ next: MessageSlice) {
        slice = next
        unsent = next.bytes
    }
}

/// The source of calls that have none.
private final class NoMessages: MessageSource {
    let isServed = true
    let isRevoked = false

    func next() -> MessageSlice? { nil }
    func close(unsent: Int) {}
}
