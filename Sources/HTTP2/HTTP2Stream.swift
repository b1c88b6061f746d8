/// What a connection knows of one of its streams.
final class HTTP2Stream {
    /// All names and values of one block of headers together; gRPC servers allow 8 KB.
    static let maximumHeaderBytes = 16 << 10

    /// The block that is being read.
    var headers: [HTTP2Header] = []
    private var headerBytes = 0
    /// This side's body; one of the two.
    var body: (any HTTP2Body)?
    var lendingBody: (any HTTP2LendingBody)?
    /// Whether the other side's part is over.
    var hasEnded = false

    func beginHeaders() {
        headers.removeAll(keepingCapacity: true)
        headerBytes = 0
    }

    /// Adds a field, unless there are too many already.
    func add(_ header: HTTP2Header, size: Int) -> Bool {
        headerBytes += size + 32
        guard headerBytes <= HTTP2Stream.maximumHeaderBytes else { return false }
        headers.append(header)
        return true
    }
}
