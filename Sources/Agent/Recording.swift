internal import FalcoAlerts

/// Alerts as they came over the wire, each with the moment of its receipt.
///
/// The format: `FALCONER-RECORDING 1` and a newline; then for each alert the moment of receipt (8 bytes, big-endian,
/// nanoseconds since 1970), the message's length (4 bytes, big-endian), and the `falco.outputs.response` message.
package struct Recording: Sendable {
    /// One recorded message.
    package struct Entry: Sendable {
        /// Nanoseconds since 1970.
        package let received: UInt64
        package let message: [UInt8]
    }

    package let entries: [Entry]

    private static let magic = Array("FALCONER-RECORDING 1\n".utf8)

    /// Reads a recording.
    /// - Throws: `RecordingError` when the bytes are no recording or end in the middle of an entry.
    package init(_ bytes: [UInt8]) throws(RecordingError) {
        var rest = bytes[...]
        guard rest.starts(with: Recording.magic) else { throw RecordingError(message: "not a recording") }
        rest = rest.dropFirst(Recording.magic.count)
        var entries: [Entry] = []
        while !rest.isEmpty {
            guard let received = Recording.number(&rest, width: 8),
                let length = Recording.number(&rest, width: 4),
                length <= UInt64(AlertBatchBuilder.defaultMaximumMessageSize), rest.count >= Int(length)
            else { throw RecordingError(message: "cut short in entry \(entries.count + 1)") }
            entries.append(Entry(received: received, message: Array(rest.prefix(Int(length)))))
            rest = rest.dropFirst(Int(length))
        }
        self.entries = entries
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, width: Int) -> UInt64? {
        guard rest.count >= width else { return nil }
        defer { rest = rest.dropFirst(width) }
        return rest.prefix(width).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Why bytes are no recording.
package struct RecordingError: Error, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}
