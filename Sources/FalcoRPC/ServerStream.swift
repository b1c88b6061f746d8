internal import HTTP2

/// One call on a server: its requests so far, and its response.
///
/// A response takes messages from the queue only when the connection has room for them, so a client that does not read
/// leaves them queued.
final class ServerStream: HTTP2Body {
    /// What the call is for.
    enum Kind {
        case sub, get, version
    }

    let kind: Kind
    let id: Int32
    private let pop: () -> [UInt8]?
    private var deframer = MessageDeframer(maximum: ServerStream.maximumRequest)
    /// Requests that came and were not served. One is served at a time, until the queue is empty.
    private var waitingRequests = 0
    private var isDraining = false
    /// The message that is being sent, with its prefix, and how much of it is.
    private var message: [UInt8] = []
    private var sent = 0
    /// Set to take no more from the queue, and to end after what is being sent.
    private var isEnding = false
    /// Whether this call is among those that are served.
    var isSeated = true
    /// Whether a response has begun.
    var hasAnswered = false

    /// Falco's requests are empty.
    private static let maximumRequest = 4096

    init(_ kind: Kind, id: Int32, pop: @escaping () -> [UInt8]?) {
        self.kind = kind
        self.id = id
        self.pop = pop
    }

    /// Takes request bytes and returns how many messages they complete; `nil` when they are no gRPC messages.
    func receive(_ data: UnsafeRawBufferPointer) -> Int? {
        var rest = data
        var count = 0
        do {
            while let event = try deframer.next(&rest) {
                guard case .message = event else { return nil }
                count += 1
            }
        } catch {
            return nil
        }
        waitingRequests += count
        return count
    }

    /// Whether there is a message to send now. Takes it from the queue when one was asked for.
    func hasMessage() -> Bool {
        sent < message.count || load()
    }

    /// Whether a request came that is not served to its end.
    var hasUnservedRequest: Bool { waitingRequests > 0 || isDraining }

    /// After the message that is being sent, the call ends with status OK.
    func end() {
        isEnding = true
    }

    /// A response of its own, not from the queue; the call ends after it.
    func send(_ message: [UInt8]) {
        begin(message)
        isEnding = true
    }

    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> HTTP2BodyPart {
        var filled = 0
        while filled < buffer.count {
            if sent == message.count && !load() { break }
            let count = min(buffer.count - filled, message.count - sent)
            message.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[sent..<sent + count]))
            }
            sent += count
            filled += count
        }
        if sent == message.count && (isEnding || (kind == .get && !hasUnservedRequest)) {
            return .trailers(filled, Status.ok.trailers)
        }
        return filled > 0 ? .bytes(filled) : .pause
    }

    /// Takes the next message from the queue, if this call may; false when there is none.
    private func load() -> Bool {
        while !isEnding {
            if !isDraining {
                guard waitingRequests > 0 else { return false }
                waitingRequests -= 1
                isDraining = true
            }
            if let next = pop() {
                begin(next)
                return true
            }
            isDraining = false
        }
        return false
    }

    private func begin(_ payload: [UInt8]) {
        let size = UInt32(payload.count)
        message = [0, UInt8(size >> 24), UInt8(size >> 16 & 255), UInt8(size >> 8 & 255), UInt8(size & 255)]
        message += payload
        sent = 0
    }
}
