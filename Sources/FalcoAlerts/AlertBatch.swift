internal import CFalco

/// Alerts that arrived together, in one block of memory.
///
/// A batch is immutable and may be shared between threads. Its alerts are views into the block: cheap to make,
/// and each keeps the whole block alive. Use ``Alert/detached()`` to keep one alert beyond its batch.
public final class AlertBatch: @unchecked Sendable {
    // Immutable once made, freed only by `deinit`: safe to share although the compiler cannot see it.
    let block: UnsafeMutablePointer<falco_batch>
    // The parts of the block, kept here to reach them in one step.
    let alerts: UnsafePointer<falco_alert>
    let fields: UnsafePointer<falco_field>
    let tags: UnsafePointer<falco_span>
    private let text: UnsafeRawPointer

    /// Takes over a block that `falco_builder_take` gave.
    init(owning block: UnsafeMutablePointer<falco_batch>) {
        self.block = block
        alerts = block.pointee.alerts
        fields = block.pointee.fields
        tags = block.pointee.tags
        text = UnsafeRawPointer(block.pointee.bytes)
    }

    deinit {
        falco_batch_free(block)
    }

    /// Bytes of the block's strings, and of the alerts' originals where those were kept.
    public var byteCount: Int { block.pointee.byte_count }

    func bytes(_ span: falco_span) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text + Int(span.offset), count: Int(span.length))
    }

    func string(_ span: falco_span) -> String {
        String(decoding: bytes(span), as: UTF8.self)
    }

    /// The field of alert `index` whose key has those bytes.
    func find(_ key: UnsafeBufferPointer<UInt8>, in index: Int) -> falco_field? {
        falco_alert_find(block, UInt32(index), key.baseAddress, key.count)?.pointee
    }

    /// Whether a value says nothing: `<NA>`, Falco's word for a missing value, or empty.
    func isMissing(_ value: falco_span) -> Bool {
        if value.length == 0 { return true }
        if value.length != 4 { return false }
        return (text + Int(value.offset)).loadUnaligned(as: UInt32.self).littleEndian == 0x3e41_4e3c
    }
}

extension AlertBatch: RandomAccessCollection {
    /// Always 0.
    public var startIndex: Int { 0 }

    /// The number of alerts.
    public var endIndex: Int { Int(block.pointee.alert_count) }

    /// The alert at that place, in the order of arrival.
    public subscript(index: Int) -> Alert {
        precondition(index >= 0 && index < endIndex, "alert index out of range")
        return Alert(batch: self, index: index)
    }
}
