import HTTP2

/// One side of a connection that keeps what it hears. It gives window back only when told to.
final class Side: HTTP2ConnectionDelegate {
    var connection: HTTP2Connection?
    var hasSettings = false
    var headers: [[HTTP2Header]] = []
    var data: [UInt8] = []
    var ended: [Int32] = []
    var closed: [Int32: UInt32] = [:]
    var goAway: UInt32?
    /// What a server does with a request's headers.
    var answer: ((Side, Int32) throws(HTTP2Error) -> Void)?
    var failure: HTTP2Error?
    var isAtEnd = false
    private let buffer = ReadBuffer()

    init(_ role: HTTP2Connection.Role, _ transport: Transport, window: Int = 65_535) throws {
        connection = try HTTP2Connection(role, over: transport, window: window, delegate: self)
    }

    /// Reads and writes what is there now; true when something moved.
    func turn() -> Bool {
        guard let connection, failure == nil, !isAtEnd else { return false }
        do throws(HTTP2Error) {
            try connection.flush()
            switch try connection.receive(with: buffer) {
            case .nothing: return false
            case .end:
                isAtEnd = true
                return true
            case .all, .more: return true
            }
        } catch {
            failure = error
            return true
        }
    }

    func connectionReceivedSettings(_ connection: HTTP2Connection) { hasSettings = true }

    func connection(
        _ connection: HTTP2Connection, stream: Int32, received headers: [HTTP2Header], end: Bool
    ) {
        self.headers.append(headers)
        if end { ended.append(stream) }
        do throws(HTTP2Error) { try answer?(self, stream) } catch { failure = error }
    }

    func connection(_ connection: HTTP2Connection, stream: Int32, received data: UnsafeRawBufferPointer) {
        self.data += data
    }

    func connection(_ connection: HTTP2Connection, ended stream: Int32) { ended.append(stream) }

    func connection(_ connection: HTTP2Connection, closed stream: Int32, errorCode: UInt32) {
        closed[stream] = errorCode
    }

    func connection(_ connection: HTTP2Connection, goAway errorCode: UInt32, lastStream: Int32) {
        goAway = errorCode
    }
}

/// A body that gives its bytes, then pauses, ends, or ends with trailers.
final class Bytes: HTTP2Body {
    enum Ending {
        case pause, end
        case trailers([HTTP2Header])
    }

    var bytes: [UInt8]
    var ending: Ending

    init(_ bytes: [UInt8], _ ending: Ending = .end) {
        self.bytes = bytes
        self.ending = ending
    }

    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> HTTP2BodyPart {
        let count = min(buffer.count, bytes.count)
        buffer.copyBytes(from: bytes[..<count])
        bytes.removeFirst(count)
        guard bytes.isEmpty else { return .bytes(count) }
        switch ending {
        case .pause: return count > 0 ? .bytes(count) : .pause
        case .end: return .end(count)
        case .trailers(let trailers): return .trailers(count, trailers)
        }
    }
}
