internal import CFalco

extension Alert {
    /// 64 bits of a SHA-256 over the alert's time, priority, rule, source, host and output fields.
    ///
    /// The same alert has the same id whichever way it came: over gRPC or as JSON, its fields in any order. Fields that
    /// say nothing (`<NA>` or empty), `evt.time`, which is in Falco's JSON only, tags and the wording of `output` do
    /// not count.
    public var id: AlertDigest { digest(falco_alert_identity) }

    /// 64 bits of a SHA-256 that are equal for alerts which say that the same thing happened again.
    ///
    /// They cover what ``id`` covers, without what another run of the same would change: times, numbers of processes,
    /// descriptors and events, clients' ports, and Falco's counts about itself.
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
