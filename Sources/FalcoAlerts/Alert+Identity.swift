internal import CFalco

extension Alert {
    /// 64 bits of a SHA-256 over what the alert says. The same alert has the same id whichever way and encoding it
    /// came in; two alerts that differ in any meaningful part have different ones.
    public var id: AlertDigest { digest(falco_alert_identity) }

    /// Equal for alerts that say the same thing happened again: everything but time, process ids and ephemeral
    /// ports is equal.
    public var fingerprint: AlertDigest { digest(falco_alert_fingerprint) }

    private func digest(
        _ compute: (UnsafePointer<falco_batch>, UInt32, UnsafeMutablePointer<UInt8>) -> Bool
    ) -> AlertDigest {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
            buffer.initialize(repeating: 0)
            guard let start = buffer.baseAddress, compute(batch.block, UInt32(index), start) else {
                return AlertDigest(value: 0)
            }
            return AlertDigest(value: buffer[..<8].reduce(0) { $0 << 8 | UInt64($1) })
        }
    }
}

/// The first 64 bits of a SHA-256.
public struct AlertDigest: Sendable, Hashable, CustomStringConvertible {
    /// The bits as a number.
    public let value: UInt64

    /// A digest from its number.
    public init(value: UInt64) {
        self.value = value
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
