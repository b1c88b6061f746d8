internal import CZlib

/// How an alert stands in a segment: its length, a checksum over length and bytes, the bytes. Numbers are little-endian.
enum SpoolRecord {
    /// Length and checksum.
    static let head = 8

    /// Appends a record to `out`.
    static func write(_ body: UnsafeRawBufferPointer, into out: inout [UInt8]) {
        let start = out.count
        out.append(number: UInt32(body.count))
        out.append(number: UInt32(0))
        out.append(contentsOf: body)
        let sum = checksum(length: out[start..<start + 4], body)
        withUnsafeBytes(of: sum.littleEndian) { out.replaceSubrange(start + 4..<start + 8, with: $0) }
    }

    /// The length of the body that follows a head; `nil` when so many bytes cannot follow.
    static func length(of head: ArraySlice<UInt8>, room: Int) -> Int? {
        guard head.count == Self.head else { return nil }
        let length = Int(head.number(at: head.startIndex))
        return length <= room - Self.head ? length : nil
    }

    /// Whether the body is the one that was written.
    static func isWhole(_ head: ArraySlice<UInt8>, _ body: UnsafeRawBufferPointer) -> Bool {
        head.number(at: head.startIndex + 4) == checksum(length: head.prefix(4), body)
    }

    /// A checksum that zeros, as a file system may leave them behind, do not have.
    static func checksum(length: ArraySlice<UInt8>, _ body: UnsafeRawBufferPointer) -> UInt32 {
        let seed = length.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        let sum = crc32_z(seed, body.baseAddress?.assumingMemoryBound(to: UInt8.self), body.count)
        return UInt32(truncatingIfNeeded: sum)
    }
}

extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}

extension ArraySlice<UInt8> {
    func number(at place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(self[place + $1]) << UInt32(8 * $1) }
    }

    func longNumber(at place: Int) -> UInt64 {
        UInt64(number(at: place)) | UInt64(number(at: place + 4)) << 32
    }
}
