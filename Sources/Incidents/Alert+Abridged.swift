internal import FalcoAlerts

/// What an abridged alert holds at most, in bytes and pieces.
private enum Bounds {
    static let value = 1 << 10
    /// Up to this, a value goes before longer ones.
    static let short = 256
    static let field = 128
    static let name = 256
    static let output = 1 << 10
    static let fields = 128
    static let tags = 64
    /// Of fields and tags; with the output and the names, 16 KiB.
    static let total = 14 << 10
}

extension Alert {
    /// What an abridged alert takes at most, in bytes.
    static let longestAbridged = 16 << 10

    /// Bytes of the alert's text, without what it was decoded from.
    var textBytes: Int {
        withView { view in
            var bytes = Int(view.rule.length) + Int(view.hostname.length) + Int(view.source.length)
            bytes += withOutputBytes(\.count)
            for field in view.fields { bytes += Int(field.key.length) + Int(field.value.length) }
            for tag in view.tags { bytes += Int(tag.length) }
            return bytes
        }
    }

    /// A copy that outlives its batch, without what it was decoded from.
    /// - Throws: `AlertError` when memory is short.
    func textAlone() throws(AlertError) -> Alert {
        if originalEncoding == nil { return try detached() }
        return try Self.built(AlertValues(self))
    }

    /// A copy that takes ``longestAbridged`` bytes at most, for telling what happened.
    ///
    /// Of a long command line or output the beginning stays, marked with `…`. Other long values go: the beginning of a
    /// path is another path. What makes an alert long is mostly one padded value; short ones go into the copy first, so that
    /// what names the container, the process and the user stays.
    /// - Throws: `AlertError` when memory is short.
    func abridged() throws(AlertError) -> Alert {
        var room = Room()
        var fields: [(place: Int, key: String, value: String)] = []
        func take(where isWanted: (_ bytes: Int) -> Bool) {
            var place = -1
            forEachField { key, value in
                place += 1
                let isText = Self.isText(key)
                guard isWanted(value.count), fields.count < Bounds.fields, key.count <= Bounds.field,
                    value.count <= Bounds.value || isText
                else { return }
                let (key, value) = (String(decoding: key, as: UTF8.self), Self.beginning(value, Bounds.value))
                if room.take(key.utf8.count + value.utf8.count) { fields.append((place, key, value)) }
            }
        }
        take { $0 <= Bounds.short }
        var tags: [String] = []
        forEachTag { tag in
            guard tags.count < Bounds.tags, tag.count <= Bounds.field else { return }
            let tag = String(decoding: tag, as: UTF8.self)
            if room.take(tag.utf8.count) { tags.append(tag) }
        }
        take { $0 > Bounds.short }
        fields.sort { $0.place < $1.place }
        return try Self.built(
            AlertValues(
                time: time, priority: priority, rule: withRuleBytes { Self.beginning($0, Bounds.name) },
                output: withOutputBytes { Self.beginning($0, Bounds.output) },
                fields: fields.map { ($0.key, $0.value) },
                hostname: withHostnameBytes { Self.beginning($0, Bounds.name) }, tags: tags,
                source: withSourceBytes { Self.beginning($0, Bounds.name) }))
    }

    private static func built(_ values: AlertValues) throws(AlertError) -> Alert {
        var builder = try AlertBatchBuilder()
        try builder.append(values)
        guard let batch = try builder.take() else { throw AlertError(.outOfMemory) }
        return batch[0]
    }

    /// Whether the beginning of a field's value says something.
    private static func isText(_ key: UnsafeRawBufferPointer) -> Bool {
        key.hasSuffix("cmdline") || key.hasSuffix(".args") || key.starts(with: "proc.acmdline".utf8)
    }

    private static func beginning(_ bytes: UnsafeRawBufferPointer, _ longest: Int) -> String {
        // One byte more than is kept, so that the cut is marked.
        let piece = UnsafeRawBufferPointer(rebasing: bytes.prefix(longest + 1))
        return Excerpts.of(String(decoding: piece, as: UTF8.self), longest: longest)
    }

    private struct Room {
        private var left = Bounds.total

        mutating func take(_ bytes: Int) -> Bool {
            guard bytes <= left else { return false }
            left -= bytes
            return true
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func hasSuffix(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        return self.count >= count
            && self.suffix(count).elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
    }
}
