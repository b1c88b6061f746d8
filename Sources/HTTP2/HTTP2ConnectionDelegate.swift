/// Hears what arrives on a connection, on the connection's thread, while ``HTTP2Connection/receive(with:)`` runs.
/// It may submit, resume and consume, but not receive or flush.
package protocol HTTP2ConnectionDelegate: AnyObject {
    /// The other side's first settings: it speaks HTTP/2.
    func connectionReceivedSettings(_ connection: HTTP2Connection)
    /// A block of headers or trailers. `end` says that the other side's part of the stream ends with it.
    func connection(_ connection: HTTP2Connection, stream: Int32, received headers: [HTTP2Header], end: Bool)
    /// Bytes of a body, which live until this returns. Each must be given back by
    /// ``HTTP2Connection/consume(_:stream:)``, or the other side runs out of window.
    func connection(_ connection: HTTP2Connection, stream: Int32, received data: UnsafeRawBufferPointer)
    /// The other side's part of the stream ended after a body.
    func connection(_ connection: HTTP2Connection, ended stream: Int32)
    /// The stream is gone. `errorCode` is HTTP/2's, 0 for a normal end.
    func connection(_ connection: HTTP2Connection, closed stream: Int32, errorCode: UInt32)
    /// The other side takes no new streams.
    func connection(_ connection: HTTP2Connection, goAway errorCode: UInt32, lastStream: Int32)
}
