internal import CZlib

/// CRC-32 as gzip, PNG and Ethernet have it (polynomial 0xEDB88320).
package struct Checksum: Sendable, Hashable {
    /// The checksum of all bytes so far.
    package private(set) var value: UInt32 = 0

    package init() {}

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        value = UInt32(
            truncatingIfNeeded: crc32_z(
                UInt(value), start.assumingMemoryBound(to: UInt8.self), bytes.count))
    }

    package mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }
}
