internal import CFalco

extension Alert {
    /// Whether ``fingerprint`` leaves fields of that key out, because they name one moment, one process id or one
    /// ephemeral port.
    package static func isMomentary(_ key: UnsafeRawBufferPointer) -> Bool {
        falco_key_is_momentary(key.baseAddress?.assumingMemoryBound(to: UInt8.self), key.count)
    }

    /// Whether the alert says its source itself, as Falco does since 0.31.
    package var namesSource: Bool { record.pointee.source.length > 0 }
}
