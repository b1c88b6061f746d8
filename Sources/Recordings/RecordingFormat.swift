/// How a recording is laid out. Numbers are unsigned and big-endian.
///
/// A recording is ``magic`` and then frames. A frame is
///
///     kind      1 byte
///     length    4 bytes   of the payload, at most 16 MiB and 8
///     checksum  4 bytes   CRC-32 (as in gzip) over kind, length and payload
///     payload
///
/// and its kinds are
///
///     H  about the recording: lines `NAME VALUE`, see ``RecordingHeader``; it may come again and adds to what was said
///     P  an alert: 8 bytes, when it was received (nanoseconds since 1970), then a `falco.outputs.response` message
///     J  the same with an alert in Falco's JSON
///     E  the end: 8 bytes, the number of alerts before it; a recording without one was cut short
///
/// A reader passes over kinds that it does not know, and refuses a magic with another number than its own. Recordings
/// may be written one behind the other, as `cat` does: after the end a magic may follow. The whole may be compressed.
package enum RecordingFormat {
    /// What a recording begins with; the number is the layout's version.
    package static let magic = Array("FALCONER-RECORDING 2\n".utf8)
    /// What the magic of every version begins with.
    package static let name = Array("FALCONER-RECORDING ".utf8)
    /// The longest alert that a recording may hold: 16 MiB.
    package static let longestAlert = 16 << 20
    static let longestPayload = longestAlert + momentSize

    static let headSize = 9
    static let momentSize = 8

    enum Kind: UInt8 {
        case header = 0x48
        case protobuf = 0x50
        case json = 0x4A
        case end = 0x45
    }
}
