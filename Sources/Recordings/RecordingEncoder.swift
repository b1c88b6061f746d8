internal import Compression
package import FalcoAlerts

/// Makes the bytes of a recording, frame by frame.
package struct RecordingEncoder: Sendable {
    /// Alerts so far.
    package private(set) var alerts = 0

    package init() {}

    /// What a recording begins with.
    package func beginning(_ header: RecordingHeader, into out: inout [UInt8]) {
        out += RecordingFormat.magic
        more(header, into: &out)
    }

    /// Something that became known later.
    package func more(_ header: RecordingHeader, into out: inout [UInt8]) {
        frame(.header, [], into: &out) { out in out += header.payload }
    }

    /// An alert as it came.
    /// - Parameter received: nanoseconds since 1970.
    package mutating func alert(
        _ encoding: Alert.Encoding, _ bytes: UnsafeRawBufferPointer, received: UInt64, into out: inout [UInt8]
    ) {
        frame(encoding == .json ? .json : .protobuf, Self.bytes(received), into: &out) { $0 += bytes }
        alerts += 1
    }

    /// The end. Nothing may follow but another recording.
    package func end(into out: inout [UInt8]) {
        frame(.end, Self.bytes(UInt64(alerts)), into: &out) { _ in }
    }

    private func frame(
        _ kind: RecordingFormat.Kind, _ beginning: [UInt8], into out: inout [UInt8],
        _ rest: (inout [UInt8]) -> Void
    ) {
        let start = out.count
        out.append(kind.rawValue)
        out += [0, 0, 0, 0, 0, 0, 0, 0]
        let payload = out.count
        out += beginning
        rest(&out)
        Self.write(UInt32(out.count - payload), at: start + 1, &out)
        var checksum = Checksum()
        out.withUnsafeBytes { bytes in
            checksum.add(UnsafeRawBufferPointer(rebasing: bytes[start..<start + 5]))
            checksum.add(UnsafeRawBufferPointer(rebasing: bytes[payload...]))
        }
        Self.write(checksum.value, at: start + 5, &out)
    }

    private static func write(_ number: UInt32, at place: Int, _ out: inout [UInt8]) {
        for index in 0..<4 { out[place + index] = UInt8(truncatingIfNeeded: number >> (24 - 8 * index)) }
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}
