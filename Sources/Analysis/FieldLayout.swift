internal import FalcoAlerts
internal import Glibc
internal import Knowledge

/// The fields of a rule's alerts: their keys, what is known of them, and the order in which a report shows them.
/// Alerts of one rule have the same fields, so this is worked out once.
final class FieldLayout: Sendable {
    /// What a value must be to say something.
    enum Kind: Sendable {
        case text
        /// A process id: see `ValueShape`.
        case process
        case port
        /// A container's id. Any text says something; in a command it must be an id.
        case container
        /// A user or group id: not the id that stands for none.
        case identity
        /// A number of another kind.
        case number
    }

    struct Field: Sendable {
        let key: String
        /// What is known of it.
        let entry: FieldEntry?
        let kind: Kind
        /// What an exception could make of it.
        let footing: Footing
    }

    /// In the alert's order.
    let fields: [Field]
    /// Places of fields whose values may stand for *unknown*.
    let numbers: [Int32]
    /// The places by the hashes of their keys, at most two thirds full; -1 in empty slots.
    private let slots: [Int32]
    /// Places of the known fields, -1 for those that the alert does not have.
    private let known: [Int32]
    /// The keys' bytes one after the other.
    private let text: [UInt8]
    /// Headings, each with how many fields come below it and those before.
    let groups: [(title: String, end: Int32)]
    /// The places of the fields in the order of a report.
    let order: [Int32]
    /// Places of `proc.aname[n]` and its like, by what they name and their level.
    let ancestors: [Ancestor]

    struct Ancestor: Sendable {
        enum Part: Sendable { case name, executable, commandLine }
        let part: Part
        let level: Int32
        let place: Int32
    }

    init(keys: [String], glossary: FieldGlossary) {
        let fields = keys.map { key in
            let entry = glossary.entry(key)
            // Most keys are an entry's own: then one string does for all layouts.
            return Field(
                key: entry.flatMap { $0.key == key ? $0.key : nil } ?? key, entry: entry,
                kind: FieldLayout.kind(key, entry), footing: Footing(key))
        }
        self.fields = fields
        numbers = keys.indices.filter { fields[$0].kind != .text && fields[$0].kind != .container }.map(
            Int32.init)
        slots = FieldLayout.slots(of: keys)
        known = KnownField.keys.map { [slots] in FieldLayout.place(of: $0, in: fields, slots) }
        text = keys.flatMap { Array($0.utf8) }
        (groups, order) = FieldLayout.groups(fields)
        ancestors = keys.enumerated().compactMap { FieldLayout.ancestor($0.element, at: $0.offset) }
    }

    // MARK: Looking fields up

    private static let hash = ByteHash(seed: 0xF1E1_D000_CAFE_0001)

    /// When a key comes twice the last one counts.
    private static func slots(of keys: [String]) -> [Int32] {
        var capacity = 8
        while capacity * 2 < keys.count * 3 { capacity *= 2 }
        var slots = [Int32](repeating: -1, count: capacity)
        for (place, key) in keys.enumerated() {
            var slot = Int(truncatingIfNeeded: hash.of(key)) & (capacity - 1)
            while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(place)
        }
        return slots
    }

    private static func place(of key: String, in fields: [Field], _ slots: [Int32]) -> Int32 {
        var slot = Int(truncatingIfNeeded: hash.of(key)) & (slots.count - 1)
        while slots[slot] >= 0, fields[Int(slots[slot])].key != key { slot = (slot + 1) & (slots.count - 1) }
        return slots[slot]
    }

    func place(of key: String) -> Int? {
        let place = FieldLayout.place(of: key, in: fields, slots)
        return place < 0 ? nil : Int(place)
    }

    func place(of field: KnownField) -> Int? {
        let place = known[field.rawValue]
        return place < 0 ? nil : Int(place)
    }

    /// Whether it is worth keeping: keys of plugins may be of any length and number.
    var isSmall: Bool { fields.count <= 256 && text.count <= 16_384 }

    /// Roughly what it takes in memory, in bytes.
    var size: Int { 1024 + text.count * 2 + fields.count * (MemoryLayout<Field>.stride + 48) }

    /// Whether the alert has just these keys in just this order.
    func fits(_ alert: AlertView) -> Bool {
        guard alert.fields.count == fields.count else { return false }
        return text.withUnsafeBytes { text in
            guard let start = text.baseAddress else { return true }
            var offset = 0
            for place in fields.indices {
                let key = Stretch(alert.fields[place].key, of: alert)
                guard key.count == fields[place].key.utf8.count,
                    memcmp(start + offset, key.start, key.count) == 0
                else { return false }
                offset += key.count
            }
            return true
        }
    }

    // MARK: What is known of them

    private static let processKeys: Set<String> = [
        "proc.pid", "proc.ppid", "proc.vpid", "proc.pvpid", "proc.sid", "proc.pgid", "proc.vpgid",
        "proc.apid",
        "proc.loginshellid", "thread.tid", "thread.vtid", "evt.arg.pid", "evt.arg.tid", "evt.arg.ptid",
        "evt.arg.vpid", "evt.arg.vtid", "evt.arg.pgid",
    ]

    private static let identityKeys: Set<String> = [
        "user.uid", "user.loginuid", "group.gid", "evt.arg.uid", "evt.arg.gid", "evt.arg.euid",
        "evt.arg.egid",
        "evt.arg.ruid", "evt.arg.rgid", "evt.arg.suid", "evt.arg.sgid",
    ]

    private static let portKeys: Set<String> = ["fd.cport", "fd.sport", "fd.lport", "fd.rport"]

    private static let containerKeys: Set<String> = ["container.id", "container.full_id"]

    private static func kind(_ key: String, _ entry: FieldEntry?) -> Kind {
        let family = key.utf8.firstIndex(of: UInt8(ascii: "[")).map { String(key[..<$0]) } ?? key
        if processKeys.contains(family) { return .process }
        if identityKeys.contains(family) { return .identity }
        if portKeys.contains(family) { return .port }
        if containerKeys.contains(family) { return .container }
        switch entry?.kind {
        case .integer, .unsigned, .number, .time, .boolean: return .number
        default: return .text
        }
    }

    private static func groups(_ fields: [Field]) -> ([(title: String, end: Int32)], order: [Int32]) {
        let unknown = Int.max
        let sorted = fields.indices.sorted { a, b in
            let (first, second) = (fields[a].entry?.order ?? unknown, fields[b].entry?.order ?? unknown)
            if first != second { return first < second }
            let (one, other) = (fields[a].key, fields[b].key)
            // `proc.aname[9]` before `proc.aname[10]`.
            if one.utf8.count != other.utf8.count, fields[a].entry != nil {
                return one.utf8.count < other.utf8.count
            }
            return one < other
        }
        var groups: [(title: String, places: [Int])] = []
        for place in sorted {
            let title = fields[place].entry?.group ?? "Other"
            if let known = groups.firstIndex(where: { $0.title == title }) {
                groups[known].places.append(place)
            } else {
                groups.append((title, [place]))
            }
        }
        var end = 0
        let ends = groups.map { group in
            end += group.places.count
            return (title: group.title, end: Int32(end))
        }
        return (ends, groups.flatMap { $0.places.map(Int32.init) })
    }

    private static func ancestor(_ key: String, at place: Int) -> Ancestor? {
        switch key {
        case "proc.pname": return Ancestor(part: .name, level: 1, place: Int32(place))
        case "proc.pexepath": return Ancestor(part: .executable, level: 1, place: Int32(place))
        case "proc.pcmdline": return Ancestor(part: .commandLine, level: 1, place: Int32(place))
        default: break
        }
        let families: [(String, Ancestor.Part)] = [
            ("proc.aname[", .name), ("proc.aexepath[", .executable), ("proc.acmdline[", .commandLine),
        ]
        for (family, part) in families where key.hasPrefix(family) && key.hasSuffix("]") {
            // Falco shows no more; a level from outside must not become the size of a list.
            guard let level = Int(key.dropFirst(family.count).dropLast()), level >= 0, level <= 64 else {
                return nil
            }
            return Ancestor(part: part, level: Int32(level), place: Int32(place))
        }
        return nil
    }
}
