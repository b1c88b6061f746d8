/// Where the bytes of a request or response come from: pulled when the other side's window has room.
package protocol HTTP2Body: AnyObject {
    /// Writes what is there into `buffer`, which is never empty.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> HTTP2BodyPart
}

/// What ``HTTP2Body/fill(_:)`` did. Counts are bytes written.
package enum HTTP2BodyPart {
    /// More may follow.
    case bytes(Int)
    /// Nothing now; ``HTTP2Connection/resume(stream:)`` tells when there is more.
    case pause
    /// These were the last.
    case end(Int)
    /// These were the last, and trailers follow.
    case trailers(Int, [HTTP2Header])
}
