internal import CFalco

/// An alert's parts as bytes where they lie, for loops over every alert. Valid within the closure that gets it only.
package struct AlertView {
    /// A stretch of the batch's bytes.
    package struct Span: BitwiseCopyable {
        package let offset: UInt32
        package let length: UInt32
    }

    /// One output field. Laid out as `falco_field` is.
    package struct Field: BitwiseCopyable {
        package let key: Span
        package let value: Span
    }

    package let rule: Span
    package let hostname: Span
    /// Empty before Falco 0.31.
    package let source: Span
    /// 0 syscall, 1 k8s_audit, 2 internal, 3 plugin.
    package let deprecatedSource: Int32
    package let priority: Int32
    /// Whether `seconds` and `nanoseconds` say when.
    package let hasTime: Bool
    package let seconds: Int64
    package let nanoseconds: Int32
    package let fields: UnsafeBufferPointer<Field>
    package let tags: UnsafeBufferPointer<Span>
    /// What spans are counted from.
    package let start: UnsafeRawPointer
}

extension Alert {
    /// Calls `body` with the alert's parts; nothing of them may leave it.
    package func withView<R>(_ body: (AlertView) -> R) -> R {
        withExtendedLifetime(batch) { body(AlertView(batch, batch.alerts[index])) }
    }
}

extension AlertBatch {
    /// Calls `body` with the parts of each alert, in the order of arrival, and its index.
    package func forEachView(_ body: (AlertView, Int) -> Void) {
        withExtendedLifetime(self) {
            for index in 0..<endIndex { body(AlertView(self, alerts[index]), index) }
        }
    }
}

extension AlertView {
    fileprivate init(_ batch: AlertBatch, _ record: falco_alert) {
        let fields = batch.fields + Int(record.first_field)
        let tags = batch.tags + Int(record.first_tag)
        self.init(
            rule: Span(record.rule), hostname: Span(record.hostname), source: Span(record.source),
            deprecatedSource: record.source_deprecated, priority: record.priority, hasTime: record.has_time,
            seconds: record.seconds, nanoseconds: record.nanoseconds,
            fields: UnsafeBufferPointer(
                start: UnsafeRawPointer(fields).assumingMemoryBound(to: Field.self),
                count: Int(record.field_count)),
            tags: UnsafeBufferPointer(
                start: UnsafeRawPointer(tags).assumingMemoryBound(to: Span.self), count: Int(record.tag_count)
            ),
            start: batch.bytes(falco_span(offset: 0, length: 0)).baseAddress ?? UnsafeRawPointer(fields))
    }
}

extension AlertView.Span {
    fileprivate init(_ span: falco_span) {
        self.init(offset: span.offset, length: span.length)
    }
}
