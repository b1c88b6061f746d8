internal import CFalco

/// The output fields of an alert, in the order in which they came.
public struct AlertFields: Sendable, RandomAccessCollection {
    let alert: Alert

    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(alert.record.field_count) }

    public subscript(index: Int) -> AlertField {
        precondition(index >= 0 && index < endIndex, "field index out of range")
        let record = alert.record
        return AlertField(
            batch: alert.batch, spans: alert.batch.block.pointee.fields[Int(record.first_field) + index])
    }

    /// The field of that name, if the alert has one.
    public func first(matching key: String) -> AlertField? {
        var key = key
        return key.withUTF8 { wanted in
            let record = alert.record
            let block = alert.batch.block.pointee
            let fields = UnsafeBufferPointer(
                start: block.fields + Int(record.first_field), count: Int(record.field_count))
            for spans in fields where Int(spans.key.length) == wanted.count {
                if alert.batch.bytes(spans.key).elementsEqual(wanted) {
                    return AlertField(batch: alert.batch, spans: spans)
                }
            }
            return nil
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
    public var isMissing: Bool {
        let bytes = batch.bytes(spans.value)
        return bytes.isEmpty || (bytes.count == 4 && bytes.elementsEqual("<NA>".utf8))
    }

    /// Calls `body` with the value's bytes as they came.
    public func withValueBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        body(batch.bytes(spans.value))
    }
}
