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

    let keys: [String]
    let kinds: [Kind]
    /// Places of fields whose values may stand for *unknown*.
    let numbers: [Int]
    private let places: [String: Int]
    /// Places of the known fields, -1 for those that the alert does not have.
    private let known: [Int]
    /// The keys' bytes one after the other, and their lengths.
    private let text: [UInt8]
    private let lengths: [Int]
    /// Headings with the places of their fields, in the order of a report.
    let groups: [(title: String, places: [Int])]
    /// Places of `proc.aname[n]` and its like, by what they name and their level.
    let ancestors: [Ancestor]

    struct Ancestor: Sendable {
        enum Part: Sendable { case name, executable, commandLine }
        let part: Part
        let level: Int
        let place: Int
    }

    init(keys: [String], glossary: FieldGlossary) {
        self.keys = keys
        places = Dictionary(keys.enumerated().map { ($0.element, $0.offset) }) { _, last in last }
        known = KnownField.keys.map { [places] in places[$0] ?? -1 }
        text = keys.flatMap { Array($0.utf8) }
        lengths = keys.map(\.utf8.count)
        let entries = keys.map(glossary.entry)
        let kinds = zip(keys, entries).map(FieldLayout.kind)
        self.kinds = kinds
        numbers = keys.indices.filter { kinds[$0] != .text && kinds[$0] != .container }
        groups = FieldLayout.groups(keys, entries)
        ancestors = keys.enumerated().compactMap { FieldLayout.ancestor($0.element, at: $0.offset) }
    }

    func place(of key: String) -> Int? { places[key] }

    func place(of field: KnownField) -> Int? {
        let place = known[field.rawValue]
        return place < 0 ? nil : place
    }

    /// Whether it is worth keeping: keys of plugins may be of any length and number.
    var isSmall: Bool { keys.count <= 256 && text.count <= 16_384 }

    /// Whether the alert has just these keys in just this order.
    func fits(_ alert: AlertView) -> Bool {
        guard alert.fields.count == keys.count else { return false }
        return text.withUnsafeBytes { text in
            guard let start = text.baseAddress else { return true }
            var offset = 0
            for (field, length) in zip(alert.fields, lengths) {
                let key = Stretch(field.key, of: alert)
                guard key.count == length, memcmp(start + offset, key.start, length) == 0 else {
                    return false
                }
                offset += length
            }
            return true
        }
    }

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

    private static func groups(
        _ keys: [String], _ entries: [FieldEntry?]
    ) -> [(title: String, places: [Int])] {
        let unknown = Int.max
        let order = keys.indices.sorted { a, b in
            let (first, second) = (entries[a]?.order ?? unknown, entries[b]?.order ?? unknown)
            if first != second { return first < second }
            let (shorter, longer) = (keys[a].utf8.count, keys[b].utf8.count)
            // `proc.aname[9]` before `proc.aname[10]`.
            if shorter != longer, entries[a] != nil { return shorter < longer }
            return keys[a] < keys[b]
        }
        var groups: [(title: String, places: [Int])] = []
        for place in order {
            let title = entries[place]?.group ?? "Other"
            if let known = groups.firstIndex(where: { $0.title == title }) {
                groups[known].places.append(place)
            } else {
                groups.append((title, [place]))
            }
        }
        return groups
    }

    private static func ancestor(_ key: String, at place: Int) -> Ancestor? {
        switch key {
        case "proc.pname": return Ancestor(part: .name, level: 1, place: place)
        case "proc.pexepath": return Ancestor(part: .executable, level: 1, place: place)
        case "proc.pcmdline": return Ancestor(part: .commandLine, level: 1, place: place)
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
            return Ancestor(part: part, level: level, place: place)
        }
        return nil
    }
}
