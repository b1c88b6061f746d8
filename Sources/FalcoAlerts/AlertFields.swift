internal import CFalco

/// The output fields of an alert, in the order in which they came.
public struct AlertFields: Sendable, RandomAccessCollection {
    let alert: Alert

    /// Always 0.
    public var startIndex: Int { 0 }

    /// The number of fields.
    public var endIndex: Int { Int(alert.record.pointee.field_count) }

    /// The field at that place.
    public subscript(index: Int) -> AlertField {
        precondition(index >= 0 && index < endIndex, "field index out of range")
        let place = Int(alert.record.pointee.first_field) + index
        return AlertField(batch: alert.batch, spans: alert.batch.fields[place])
    }

    /// The field of that name, if the alert has one.
    public func first(matching key: String) -> AlertField? {
        var key = key
        return key.withUTF8 { wanted in
            alert.batch.find(wanted, in: alert.index).map { AlertField(batch: alert.batch, spans: $0) }
        }
    }
}

/// One output field of an alert.
public struct AlertField: Sendable {
    let batch: AlertBatch
    let spans: falco_field

    /// The field's name, for example `proc.cmdline`.
    public var key: String { batch.string(spans.key) }

    /// The field's value as text, whatever its type in Falco.
    public var value: String { batch.string(spans.value) }

    /// Whether the field says nothing: `<NA>`, Falco's word for a missing value, or empty.
    public var isMissing: Bool { batch.isMissing(spans.value) }

    /// Calls `body` with the key's bytes as they came.
    public func withKeyBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        withExtendedLifetime(batch) { body(batch.bytes(spans.key)) }
    }

    /// Calls `body` with the value's bytes as they came.
    public func withValueBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        withExtendedLifetime(batch) { body(batch.bytes(spans.value)) }
    }
}
