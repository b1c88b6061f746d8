internal import HTTP2

/// The requests of a call: empty messages, each of which is five zero bytes on the wire.
final class RequestBody: HTTP2Body {
    private var waitingBytes: Int
    private let endsAfterwards: Bool

    /// - Parameter endsAfterwards: whether this side is done after the first request.
    init(requests: Int, endsAfterwards: Bool) {
        waitingBytes = requests * 5
        self.endsAfterwards = endsAfterwards
    }

    /// Adds a request; false when the last one has not gone out yet, and one more would tell nothing new.
    func add() -> Bool {
        guard waitingBytes == 0 else { return false }
        waitingBytes = 5
        return true
    }

    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> HTTP2BodyPart {
        let count = min(buffer.count, waitingBytes)
        guard count > 0 else { return endsAfterwards ? .end(0) : .pause }
        UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(
            as: UInt8.self, repeating: 0)
        waitingBytes -= count
        return endsAfterwards && waitingBytes == 0 ? .end(count) : .bytes(count)
    }
}
