internal import CFalco

/// One Falco alert: a view into its ``AlertBatch``.
///
/// Strings are made when asked for. Bytes that are not valid UTF-8 are shown as U+FFFD; the bytes themselves stay
/// in reach through ``withBytes(of:_:)``. Everything in an alert is attacker-controlled text.
public struct Alert: Sendable {
    /// The batch this alert lives in.
    public let batch: AlertBatch
    let index: Int

    var record: UnsafePointer<falco_alert> { batch.alerts + index }

    /// When the event happened; `nil` when the alert says no valid time.
    public var time: Timestamp? {
        guard record.pointee.has_time else { return nil }
        return Timestamp(seconds: record.pointee.seconds, nanoseconds: record.pointee.nanoseconds)
    }

    /// How severe Falco calls it.
    public var priority: Priority { Priority(rawValue: record.pointee.priority) }

    /// The rule's name.
    public var rule: String { batch.string(record.pointee.rule) }

    /// `output` as it came: the text line, or with `json_output: true` the whole alert as JSON. See ``text``.
    public var output: String { batch.string(record.pointee.output) }

    /// The host that Falco runs on, as it names itself.
    public var hostname: String { batch.string(record.pointee.hostname) }

    /// The event source (`syscall`, `k8s_audit`, `internal`, a plugin's name). Before Falco 0.31 it is derived from
    /// the older enumeration.
    public var source: String {
        if record.pointee.source.length > 0 { return batch.string(record.pointee.source) }
        switch record.pointee.source_deprecated {
        case 0: return "syscall"
        case 1: return "k8s_audit"
        case 2: return "internal"
        case 3: return "plugin"
        default: return "unknown(\(record.pointee.source_deprecated))"
        }
    }

    /// The rule's tags, sorted as Falco sends them. Empty before Falco 0.30.
    public var tags: [String] {
        let first = Int(record.pointee.first_tag)
        return (first..<first + Int(record.pointee.tag_count)).map { batch.string(batch.tags[$0]) }
    }

    /// The alert's output fields.
    public var fields: AlertFields { AlertFields(alert: self) }

    /// A field's value; `nil` when the alert has no such field or the field says nothing (`<NA>` or empty).
    public subscript(key: String) -> String? {
        guard let found = fields.first(matching: key), !found.isMissing else { return nil }
        return found.value
    }

    /// Calls `body` with the bytes of a field's value as they came; `nil` when there is no such field.
    public func withBytes<R>(of key: String, _ body: (UnsafeRawBufferPointer) -> R) -> R? {
        fields.first(matching: key).map { $0.withValueBytes(body) }
    }

    /// The same alert alone in a batch of its own, so that the rest of its batch can be freed.
    /// - Throws: `AlertError` when memory is short.
    public func detached() throws(AlertError) -> Alert {
        if batch.count == 1 { return self }
        guard let block = falco_alert_detach(batch.block, UInt32(index)) else {
            throw AlertError(.outOfMemory)
        }
        return Alert(batch: AlertBatch(owning: block), index: 0)
    }
}
