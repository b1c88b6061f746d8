internal import FalcoAlerts

/// An alert as Falco's gRPC API sends it.
struct AlertMessage {
    private let alert: Alert
    /// Whether the alert is sent as the bytes it came as.
    private let isOriginal: Bool
    /// Bytes of the message.
    let size: Int

    /// - Parameter repairsText: whether an alert with text that is not UTF-8 is sent repaired, not as it came.
    /// - Throws: `AlertError` when memory is short.
    init(_ alert: Alert, repairsText: Bool) throws(AlertError) {
        if repairsText, !alert.isUTF8 {
            isOriginal = false
            self.alert = try AlertMessage.alert(AlertValues(alert)) ?? alert
            size = self.alert.encodedSize
            return
        }
        isOriginal = alert.originalEncoding == .protobuf
        if isOriginal {
            self.alert = alert
            size = alert.withOriginal { _, bytes in bytes.count } ?? 0
            return
        }
        self.alert = try AlertMessage.inFalcosForm(alert)
        size = self.alert.encodedSize
    }

    /// Writes the message into room of its size.
    func write(to room: UnsafeMutableRawBufferPointer) {
        if isOriginal {
            _ = alert.withOriginal { _, bytes in room.copyMemory(from: bytes) }
        } else {
            alert.encode(to: room)
        }
    }

    /// The messages of a batch, in blocks of about 64 KB.
    /// - Throws: `AlertError` when memory is short.
    static func blocks(of batch: AlertBatch, repairsText: Bool = false) throws(AlertError) -> [(
        MessageBlock, times: [Timestamp]
    )] {
        var blocks: [(MessageBlock, times: [Timestamp])] = []
        var messages: [AlertMessage] = []
        var size = 0
        func flush() {
            guard !messages.isEmpty else { return }
            let block = MessageBlock(lengths: messages.map(\.size)) { messages[$0].write(to: $1) }
            // An alert that says no time is none to begin a replay with.
            blocks.append((block, messages.map { $0.alert.time ?? Timestamp(seconds: Int64.min) }))
            messages.removeAll(keepingCapacity: true)
            size = 0
        }
        for alert in batch {
            let message = try AlertMessage(alert, repairsText: repairsText)
            if size + message.size > 64 << 10 { flush() }
            messages.append(message)
            size += message.size
        }
        flush()
        return blocks
    }

    /// The alert as Falco's own gRPC would have sent it: tags sorted, each once, and the line for people with its prefix.
    /// Falco's JSON has both like that, unless it was told to leave the line out; other senders of its JSON may not.
    private static func inFalcosForm(_ alert: Alert) throws(AlertError) -> Alert {
        let hasLine = alert.withOutputBytes { $0.isEmpty } || alert.hasLinePrefix || alert.time == nil
        guard !hasLine || !alert.hasSortedTags else { return alert }
        var values = AlertValues(alert)
        values.tags = Set(values.tags).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if !hasLine, let time = alert.time {
            let clock = time.rfc3339().dropFirst("0000-00-00T".utf8.count).dropLast()
            values.output = "\(clock): \(alert.priority.name) \(values.output)"
        }
        return try self.alert(values) ?? alert
    }

    private static func alert(_ values: AlertValues) throws(AlertError) -> Alert? {
        var builder = try AlertBatchBuilder(maximumMessageSize: 1 << 30)
        try builder.append(values)
        return try builder.take()?.first
    }
}

extension Alert {
    /// Whether all its text is UTF-8, as protobuf wants it.
    fileprivate var isUTF8: Bool {
        func check(_ bytes: UnsafeRawBufferPointer) -> Bool {
            (try? UTF8Span(validating: bytes.bindMemory(to: UInt8.self).span)) != nil
        }
        var isValid =
            withRuleBytes(check) && withOutputBytes(check) && withHostnameBytes(check)
            && withSourceBytes(check)
        forEachTag { isValid = isValid && check($0) }
        forEachField { isValid = isValid && check($0) && check($1) }
        return isValid
    }

    /// Whether each tag stands behind the one before it, byte by byte.
    fileprivate var hasSortedTags: Bool {
        var isSorted = true
        var last: [UInt8]?
        forEachTag { tag in
            if let last, !last.lexicographicallyPrecedes(tag) { isSorted = false }
            last = [UInt8](tag)
        }
        return isSorted
    }
}
