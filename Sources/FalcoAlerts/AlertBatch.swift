internal import CFalco

/// Alerts that arrived together, in one block of memory.
///
/// A batch is immutable and may be shared between threads. Its alerts are views into the block: cheap to make,
/// and each keeps the whole block alive. Use ``Alert/detached()`` to keep one alert beyond its batch.
public final class AlertBatch: @unchecked Sendable {
    // Immutable once made, freed only by `deinit`: safe to share although the compiler cannot see it.
    let block: UnsafeMutablePointer<falco_batch>

    /// Takes over a block that `falco_builder_take` gave.
    init(owning block: UnsafeMutablePointer<falco_batch>) {
        self.block = block
    }

    deinit {
        falco_batch_free(block)
    }

    /// Bytes of the block's strings.
    public var byteCount: Int { block.pointee.byte_count }

    func bytes(_ span: falco_span) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: block.pointee.bytes + Int(span.offset), count: Int(span.length))
    }

    func string(_ span: falco_span) -> String {
        String(decoding: bytes(span), as: UTF8.self)
    }
}

extension AlertBatch: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(block.pointee.alert_count) }

    public subscript(index: Int) -> Alert {
        precondition(index >= 0 && index < endIndex, "alert index out of range")
        return Alert(batch: self, index: index)
    }
}
