internal import CFalco

extension Alert {
    /// What of a field's value ``fingerprint`` covers, as far as the field's name tells.
    package enum Constancy: Sendable {
        /// All of it.
        case lasting
        /// Nothing: it names one moment, one process or one event.
        case momentary
        /// It depends on the value: see ``withLastingPart(of:key:_:)``.
        case varying
    }

    /// What of the values of fields of that name ``fingerprint`` covers.
    package static func constancy(of key: UnsafeRawBufferPointer) -> Constancy {
        switch falco_key_constancy(key.bytes, key.count) {
        case FALCO_PASSES: .momentary
        case FALCO_VARIES: .varying
        default: .lasting
        }
    }

    /// Whether ``fingerprint`` leaves fields of that name out whatever they hold.
    package static func isMomentary(_ key: UnsafeRawBufferPointer) -> Bool {
        constancy(of: key) == .momentary
    }

    /// Calls `body` with the part of a value that ``fingerprint`` covers: nothing of a moment or an ephemeral port, a
    /// connection without its client's port, a system call's arguments without descriptors, process ids and addresses.
    package static func withLastingPart<R>(
        of value: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R {
        try withUnsafeTemporaryAllocation(byteCount: max(value.count, 1), alignment: 1) { part in
            guard let start = part.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
                return try body(value)
            }
            let count = falco_lasting_part(key.bytes, key.count, value.bytes, value.count, start)
            return try body(UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    /// Whether the alert says its source itself, as Falco does since 0.31.
    package var namesSource: Bool { record.pointee.source.length > 0 }
}

extension UnsafeRawBufferPointer {
    fileprivate var bytes: UnsafePointer<UInt8>? { baseAddress?.assumingMemoryBound(to: UInt8.self) }
}
