internal import CFalco

// An alert's parts as the bytes that came, without a String for each. The buffers live in the batch: they are valid
// until the closure returns and must not leave it.
extension Alert {
    /// Calls `body` with the bytes of the rule's name.
    package func withRuleBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withBytes(record.pointee.rule, body)
    }

    /// Calls `body` with the bytes of `output` as it came.
    package func withOutputBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withBytes(record.pointee.output, body)
    }

    /// Calls `body` with the bytes of the host's name.
    package func withHostnameBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withBytes(record.pointee.hostname, body)
    }

    /// Calls `body` with the bytes of ``source``, which before Falco 0.31 is derived from the older enumeration.
    package func withSourceBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        if record.pointee.source.length > 0 { return try withBytes(record.pointee.source, body) }
        var derived = source
        return try derived.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }

    /// Calls `body` with the bytes of a field's value; `nil` when there is no such field or it says nothing
    /// (`<NA>` or empty).
    package func withValueBytes<R>(
        of key: StaticString, _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R? {
        let name = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        guard let spans = batch.find(name, in: index), !batch.isMissing(spans.value) else { return nil }
        return try withBytes(spans.value, body)
    }

    /// Calls `body` with the key and the value of each field, in the order in which they came.
    package func forEachField(
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        try withExtendedLifetime(batch) {
            let record = record
            var spans = batch.fields + Int(record.pointee.first_field)
            let end = spans + Int(record.pointee.field_count)
            while spans < end {
                try body(batch.bytes(spans.pointee.key), batch.bytes(spans.pointee.value))
                spans += 1
            }
        }
    }

    /// Calls `body` with the bytes of each tag.
    package func forEachTag(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try withExtendedLifetime(batch) {
            let first = Int(record.pointee.first_tag)
            for index in first..<first + Int(record.pointee.tag_count) {
                try body(batch.bytes(batch.tags[index]))
            }
        }
    }

    private func withBytes<R>(
        _ span: falco_span, _ body: (UnsafeRawBufferPointer) throws -> R
    ) rethrows -> R {
        try withExtendedLifetime(batch) { try body(batch.bytes(span)) }
    }
}
