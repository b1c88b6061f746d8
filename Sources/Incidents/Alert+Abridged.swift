internal import FalcoAlerts

/// What an abridged alert holds at most, in bytes and pieces.
private enum Bounds {
    static let value = 1 << 10
    static let field = 128
    static let name = 256
    static let output = 1 << 10
    static let fields = 128
    static let tags = 64
    static let total = 14 << 10
}

extension Alert {
    /// A copy that takes 16 KiB at most, for telling what happened.
    ///
    /// Of a long command line or output the beginning stays, marked with `…`. Other long values go: the beginning of a
    /// path is another path. What makes an alert long is mostly one padded value; what names the container, the process
    /// and the user stays.
    /// - Throws: `AlertError` when memory is short.
    func abridged() throws(AlertError) -> Alert {
        var fields: [(key: String, value: String)] = []
        var total = 0
        forEachField { key, value in
            let isText = key.hasSuffix("cmdline") || key.hasSuffix(".args")
            guard fields.count < Bounds.fields, key.count <= Bounds.field,
                value.count <= Bounds.value || isText
            else { return }
            let value = Self.beginning(value, Bounds.value)
            guard total + key.count + value.utf8.count <= Bounds.total else { return }
            total += key.count + value.utf8.count
            fields.append((String(decoding: key, as: UTF8.self), value))
        }
        var tags: [String] = []
        forEachTag { tag in
            if tags.count < Bounds.tags, tag.count <= Bounds.field {
                tags.append(String(decoding: tag, as: UTF8.self))
            }
        }
        var builder = try AlertBatchBuilder()
        try builder.append(
            AlertValues(
                time: time, priority: priority, rule: withRuleBytes { Self.beginning($0, Bounds.name) },
                output: withOutputBytes { Self.beginning($0, Bounds.output) }, fields: fields,
                hostname: withHostnameBytes { Self.beginning($0, Bounds.name) }, tags: tags,
                source: withSourceBytes { Self.beginning($0, Bounds.name) }))
        guard let batch = try builder.take() else { throw AlertError(.outOfMemory) }
        return batch[0]
    }

    private static func beginning(_ bytes: UnsafeRawBufferPointer, _ longest: Int) -> String {
        // One byte more than is kept, so that the cut is marked.
        let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(longest + 1))
        return Excerpts.of(String(decoding: piece, as: UTF8.self), longest: longest)
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func hasSuffix(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        return self.count >= count
            && self.suffix(count).elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
    }
}
