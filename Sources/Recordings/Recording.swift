package import FalcoAlerts

/// A whole recording in memory, such as the demo's.
package struct Recording: Sendable {
    /// One recorded alert.
    package struct Entry: Sendable {
        /// Nanoseconds since 1970.
        package let received: UInt64
        package let encoding: Alert.Encoding
        package let bytes: [UInt8]
    }

    package let header: RecordingHeader
    package let entries: [Entry]

    /// Reads a recording.
    /// - Throws: `RecordingError` when the bytes are no recording, or not a whole one.
    package init(_ bytes: [UInt8]) throws(RecordingError) {
        var parser = RecordingParser()
        var entries: [Entry] = []
        var failure: RecordingError?
        bytes.withUnsafeBytes { bytes in
            do throws(RecordingError) {
                try parser.parse(bytes) { entry in
                    entries.append(
                        Entry(received: entry.received, encoding: entry.encoding, bytes: Array(entry.bytes)))
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        try parser.finish()
        header = parser.header
        self.entries = entries
    }
}
