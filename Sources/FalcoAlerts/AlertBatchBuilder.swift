internal import CFalco

/// Gathers alerts into batches: decoded from protobuf messages or JSON, copied, or built from values.
///
/// A builder reuses its working memory; keep one for each stream of alerts.
public struct AlertBatchBuilder: ~Copyable {
    private let builder: OpaquePointer

    /// The longest message that is accepted unless told otherwise: 8 MiB. The largest that a real Falco was seen to
    /// send had 5.1 MB.
    public static let defaultMaximumMessageSize = 8 << 20

    /// A builder.
    ///
    /// - Parameters:
    ///   - maximumMessageSize: the longest message accepted, in bytes, 1 to 2^30.
    ///   - keepsOriginals: whether alerts keep what they are decoded from, see ``Alert/withOriginal(_:)``.
    /// - Throws: `AlertError` when memory is short.
    public init(
        maximumMessageSize: Int = defaultMaximumMessageSize, keepsOriginals: Bool = false
    ) throws(AlertError) {
        precondition(maximumMessageSize > 0 && maximumMessageSize <= 1 << 30)
        guard let builder = falco_builder_new(maximumMessageSize, nil) else { throw AlertError(.outOfMemory) }
        self.builder = builder
        if keepsOriginals { falco_builder_keep_originals(builder) }
    }

    deinit {
        falco_builder_free(builder)
    }

    /// Alerts gathered since the last ``take()``.
    public var count: Int { Int(falco_builder_count(builder)) }

    /// Bytes of their strings, and of their originals where those are kept.
    public var byteCount: Int { falco_builder_bytes(builder) }

    /// Decodes one `falco.outputs.response` message and adds it.
    /// - Throws: `AlertError`; the builder then holds what it held before.
    public mutating func decode(_ message: UnsafeRawBufferPointer) throws(AlertError) {
        let status = falco_builder_decode(
            builder, message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count)
        if let error = AlertError(status) { throw error }
    }

    /// Decodes one message held in an array and adds it.
    /// - Throws: `AlertError`; the builder then holds what it held before.
    public mutating func decode(_ message: [UInt8]) throws(AlertError) {
        let status = falco_builder_decode(builder, message, message.count)
        if let error = AlertError(status) { throw error }
    }

    /// Decodes one alert as Falco writes it in JSON and adds it.
    ///
    /// The alert is the one that the same event makes over gRPC: values become text, numbers as they are written,
    /// `null` as `<NA>` and lists as `(a,b)`; `evt.time` is left out where it says what `time` says. `output` is the
    /// line for people with its prefix, as over gRPC with `json_output: false`.
    ///
    /// - Parameter text: one JSON object; white space around it and a byte order mark do not matter.
    /// - Throws: `AlertError`, whose ``AlertError/reason`` says what is wrong with the text; the builder then holds
    ///   what it held before.
    public mutating func decode(json text: UnsafeRawBufferPointer) throws(AlertError) {
        try decodeJSON(text.baseAddress?.assumingMemoryBound(to: UInt8.self), text.count)
    }

    /// Decodes one JSON alert held in an array and adds it.
    /// - Throws: `AlertError`; the builder then holds what it held before.
    public mutating func decode(json text: [UInt8]) throws(AlertError) {
        try decodeJSON(text, text.count)
    }

    /// Adds a copy of `alert`.
    /// - Throws: `AlertError`; the builder then holds what it held before.
    public mutating func append(_ alert: Alert) throws(AlertError) {
        let status = falco_builder_copy(builder, alert.batch.block, UInt32(alert.index))
        if let error = AlertError(status) { throw error }
    }

    /// Adds an alert made from values.
    /// - Throws: `AlertError`; the builder then holds what it held before.
    public mutating func append(_ values: AlertValues) throws(AlertError) {
        falco_builder_begin(builder)
        if let time = values.time { falco_builder_set_time(builder, time.seconds, time.nanoseconds) }
        falco_builder_set_priority(builder, values.priority.rawValue)
        falco_builder_set_source_deprecated(builder, values.deprecatedSource)
        set(FALCO_RULE, values.rule)
        set(FALCO_OUTPUT, values.output)
        set(FALCO_HOSTNAME, values.hostname)
        set(FALCO_SOURCE, values.source)
        for tag in values.tags {
            withBytes(tag) { falco_builder_add_tag(builder, $0, $1) }
        }
        for (key, value) in values.fields {
            withBytes(key) { key, keyLength in
                withBytes(value) { falco_builder_add_field(builder, key, keyLength, $0, $1) }
            }
        }
        if let error = AlertError(falco_builder_commit(builder)) { throw error }
    }

    /// What was gathered, as a batch; `nil` when nothing was.
    /// - Throws: `AlertError` when memory is short; the builder then keeps what it holds.
    public mutating func take() throws(AlertError) -> AlertBatch? {
        guard count > 0 else { return nil }
        guard let block = falco_builder_take(builder) else { throw AlertError(.outOfMemory) }
        return AlertBatch(owning: block)
    }

    private func decodeJSON(_ text: UnsafePointer<UInt8>?, _ count: Int) throws(AlertError) {
        var reason: UnsafePointer<CChar>?
        let status = falco_builder_decode_json(builder, text, count, &reason)
        if let error = AlertError(status, reason: reason) { throw error }
    }

    private func set(_ which: falco_text, _ text: String) {
        withBytes(text) { falco_builder_set_text(builder, which, $0, $1) }
    }

    private func withBytes(_ text: String, _ body: (UnsafePointer<UInt8>?, Int) -> Void) {
        var text = text
        text.withUTF8 { body($0.baseAddress, $0.count) }
    }
}
