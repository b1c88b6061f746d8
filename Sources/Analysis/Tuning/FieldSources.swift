internal import Escaping
internal import FalcoAlerts
internal import FalcoRules
internal import Knowledge

extension FieldValue {
    /// Fields of which Falco itself gives `<NA>` as a text at times: users and groups that it does not know, descriptors of
    /// unknown kind. Of all others it stands for none.
    private static let mayBeCalledSo: Set<String> = [
        "user.name", "user.loginname", "user.homedir", "user.shell", "group.name", "fd.type", "fd.l4proto",
    ]

    /// A value as an alert prints it.
    static func printed(_ bytes: UnsafeRawBufferPointer, as name: String) -> FieldValue {
        guard bytes.count == 4, bytes.elementsEqual("<NA>".utf8) else { return .bytes(bytes) }
        return mayBeCalledSo.contains(name) ? .missingOr(bytes) : .missing
    }
}

/// One alert as conditions see it.
struct AlertSource: FieldSource {
    let alert: Alert

    func value(of name: String) -> FieldValue {
        // The bytes lie in the alert's batch, which outlives the evaluation.
        alert.fields.first(matching: name)?.withValueBytes { .printed($0, as: name) } ?? .unknown
    }
}

/// All alerts of one shape as conditions see them.
struct ShapeSource: FieldSource {
    let table: NoiseTable
    let shape: NoiseShape
    private let layout: NoiseLayout
    private let bytes: UnsafeRawBufferPointer

    /// - Parameter bytes: those of the table's pool, good as long as the source is used.
    init(_ table: NoiseTable, _ shape: NoiseShape, _ bytes: UnsafeRawBufferPointer) {
        self.table = table
        self.shape = shape
        self.bytes = bytes
        layout = table.layouts[Int(shape.layout)]
    }

    func value(of name: String) -> FieldValue {
        guard let place = layout.place(of: name) else { return .unknown }
        let number = table.number(of: shape, at: place)
        guard number >= 0 else { return .unknown }
        return .printed(UnsafeRawBufferPointer(rebasing: bytes[table.pool.range(of: number)]), as: name)
    }
}

extension NoiseTable {
    /// The number of a shape's value; below 0 for one that is unknown.
    func number(of shape: NoiseShape, at place: Int) -> Int32 {
        let number = numbers[shape.start + place]
        guard number == ValuePool.unknown,
            let offset = layouts[Int(shape.layout)].loose.firstIndex(of: place)
        else { return number }
        return looseNumbers[shape.looseStart + offset]
    }

    /// What all of a shape's alerts say in a field; `nil` for what they do not print, what is unknown or says nothing.
    func text(_ key: String, of shape: NoiseShape) -> String? {
        guard let place = layouts[Int(shape.layout)].place(of: key) else { return nil }
        let number = number(of: shape, at: place)
        guard number >= 0 else { return nil }
        let text = pool.text(of: number)
        return text.isEmpty || text == "<NA>" ? nil : text
    }

    /// Whether a shape's alerts print the field, and all of them the same.
    func knows(_ key: String, of shape: NoiseShape) -> Bool {
        layouts[Int(shape.layout)].place(of: key).map { number(of: shape, at: $0) >= 0 } ?? false
    }

    /// An alert like those of a shape: with what all of them say, and one of the things that differ among them.
    func alert(of shape: NoiseShape) -> Alert? {
        let layout = layouts[Int(shape.layout)]
        let rule = rules[Int(shape.rule)]
        var fields: [(key: String, value: String)] = []
        for (place, key) in layout.keys.enumerated() {
            let number = number(of: shape, at: place)
            if number >= 0 {
                fields.append((key, pool.text(of: number)))
            } else if number < ValuePool.unknown {
                fields.append((key, pool.text(of: -2 - number)))
            }
        }
        let values = AlertValues(
            time: Timestamp(seconds: (shape.first ?? 0) / 1_000_000_000),
            priority: Priority(rawValue: shape.priority), rule: rule.name, fields: fields, tags: rule.tags,
            source: rule.source)
        guard var builder = try? AlertBatchBuilder(), (try? builder.append(values)) != nil,
            let batch = try? builder.take()
        else { return nil }
        return batch.first
    }
}

/// What Falco compares fields as.
struct FieldTypes: Sendable {
    let glossary: FieldGlossary

    /// The type of a field by its name; `nil` where it is unknown or its name is none that can be written into a condition.
    func callAsFunction(_ name: String) -> FieldType? {
        guard Prose.isField(name) else { return nil }
        if let type = FieldType.ofSystemField(name) { return type }
        return switch glossary.entry(name)?.kind {
        case .string: .text
        case .integer: .signed
        case .unsigned, .time: .unsigned(bits: 64)
        case .boolean: .boolean
        case .list: .list(of: .text)
        // Plugins' numbers hold text at times.
        case .number, nil: nil
        }
    }
}
