internal import CFalco

extension Alert {
    /// What an alert was decoded from.
    public enum Encoding: Sendable, Hashable {
        /// A `falco.outputs.response` message.
        case protobuf
        /// Falco's JSON.
        case json
    }

    /// The encoding of what the alert was decoded from; `nil` when that was not kept. A builder keeps it that was made
    /// with `keepsOriginals`.
    public var originalEncoding: Encoding? {
        switch record.pointee.encoding {
        case FALCO_PROTOBUF: .protobuf
        case FALCO_JSON: .json
        default: nil
        }
    }

    /// Calls `body` with what the alert was decoded from, byte for byte; `nil` when that was not kept.
    public func withOriginal<R, E>(
        _ body: (Encoding, UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R? {
        guard let encoding = originalEncoding else { return nil }
        return try withExtendedLifetime(batch) { () throws(E) -> R in
            try body(encoding, batch.bytes(record.pointee.original))
        }
    }
}
