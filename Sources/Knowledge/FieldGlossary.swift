package import Escaping

/// What Falco's fields mean, and what their values mean.
package struct FieldGlossary: Sendable {
    private let entries: [String: FieldEntry]
    /// First parts of names, such as `proc`, whose fields are all known.
    private static let closed: Set<String> = [
        "container", "evt", "fd", "fs", "group", "k8s", "proc", "syslog", "thread", "user",
    ]

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var entries: [String: FieldEntry] = [:]
        entries.reserveCapacity(512)
        var order = 0
        for var line in Lines(bytes) {
            let key = line.text()
            order += 1
            entries[key] = FieldEntry(
                key: key, group: line.text(), order: order, kind: .init(rawValue: line.text()) ?? .string,
                meaning: "", absence: "", decoder: .none)
        }
        self.entries = entries
    }

    /// What is known of the field; `proc.aname[3]` is known by `proc.aname`.
    package func entry(_ key: String) -> FieldEntry? {
        if let entry = entries[key] { return entry }
        guard let bracket = key.utf8.firstIndex(of: UInt8(ascii: "[")) else { return nil }
        return entries[String(key[..<bracket])]
    }

    /// What the value means in this alert, in a sentence or two; empty when it speaks for itself. `all` gives the
    /// alert's other fields, `nil` for those that say nothing.
    package func meaning(of key: String, value: String, all: (String) -> String?) -> Prose {
        Prose()
    }

    /// Why a field that the rule prints says nothing.
    package func reasonMissing(_ key: String) -> Prose {
        Prose(entry(key)?.absence ?? "")
    }

    /// Whether a playbook may ask for the field: it is known, or belongs to a plugin whose fields are not.
    package func mayAsk(for key: String) -> Bool {
        if entry(key) != nil || key.hasPrefix("evt.arg.") || key.hasPrefix("evt.rawarg.") { return true }
        guard let dot = key.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return !FieldGlossary.closed.contains(String(key[..<dot]))
    }
}
