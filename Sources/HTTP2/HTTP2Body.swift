/// Where the bytes of a request or response come from: pulled when the other side's window has room.
package protocol HTTP2Body: AnyObject {
    /// Writes what is there into `buffer`, which is never empty.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> HTTP2BodyPart
}

/// A body whose bytes are sent from where they are.
package protocol HTTP2LendingBody: AnyObject {
    /// Offers up to `limit` bytes, at least 1, without giving them yet.
    func offer(_ limit: Int) -> HTTP2BodyPart

    /// Gives the next `count` bytes, which were offered before, in as many stretches as they lie in. `owner` keeps a
    /// stretch, unchanged, as long as it is referred to; one without an owner is copied.
    func give(_ count: Int, _ take: (_ bytes: UnsafeRawBufferPointer, _ owner: AnyObject?) -> Void)
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
