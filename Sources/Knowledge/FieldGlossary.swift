package import Escaping

/// What Falco's fields mean, and what their values mean.
package final class FieldGlossary: Sendable {
    private let entries: ByteTable<FieldEntry>
    let words: ValueWords
    /// First parts of names, such as `proc`, whose fields are all known.
    private static let closed: Set<String> = [
        "container", "evt", "fd", "fs", "group", "k8s", "proc", "syscall", "thread", "user",
    ]

    /// - Parameters:
    ///   - fields: the table of fields: lines of `absence` and `field`.
    ///   - values: the table of words for values. Both stay where they are as long as the program.
    init(fields: UnsafeBufferPointer<UInt8>, values: UnsafeBufferPointer<UInt8>) {
        var entries: [(key: UnsafeBufferPointer<UInt8>, value: FieldEntry)] = []
        var absences: [String: Prose] = [:]
        entries.reserveCapacity(512)
        for var line in Lines(fields) {
            switch line.text() {
            case "absence": absences[line.text()] = Prose("Missing. " + line.text())
            case "field":
                let (key, group, kind) = (line.bytes(), line.text(), line.text())
                let decoder = line.text()
                let isQuiet = decoder.utf8.first == UInt8(ascii: "-")
                let entry = FieldEntry(
                    key: String(decoding: key, as: UTF8.self), group: group, order: entries.count,
                    kind: .init(rawValue: kind) ?? .string,
                    missing: absences[line.text()] ?? "Missing: Falco gave no value.",
                    meaning: Text(lasting: line.bytes()),
                    decoder: ValueDecoder(rawValue: isQuiet ? String(decoder.dropFirst()) : decoder)
                        ?? .plain,
                    isQuiet: isQuiet)
                entries.append((key, entry))
            default: break
            }
        }
        self.entries = ByteTable(entries)
        words = ValueWords(values)
    }

    /// All entries in the order of a report.
    package var all: [FieldEntry] { entries.values }

    /// What is known of the field. `proc.aname[3]` is known by `proc.aname`, an argument of a call that has no entry of
    /// its own by `evt.arg.*`, a measurement of Falco's by `falco.*`.
    package func entry(_ key: String) -> FieldEntry? {
        if let entry = entries[key] { return entry }
        if let bracket = key.utf8.firstIndex(of: UInt8(ascii: "[")) {
            return entries[String(key[..<bracket])]
        }
        if key.hasPrefix("evt.arg.") { return entries["evt.arg.*"] }
        if key.hasPrefix("evt.rawarg.") { return entries["evt.rawarg.*"] }
        guard let dot = key.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        return entries[key[..<dot] + ".*"]
    }

    /// That a field which the rule prints says nothing in this alert, and why.
    /// - Parameter all: the alert's fields by name, `nil` for those that say nothing.
    package func missing(_ entry: FieldEntry?, all: (String) -> String? = { _ in nil }) -> Prose {
        guard let entry else { return "Missing: Falco gave no value." }
        if entry.group == "Container" || entry.group == "Kubernetes", all("container.id") == "host" {
            return "Missing. The process ran on the host itself, in no container."
        }
        if entry.group == "Container", all("container.image.repository") != nil {
            return
                "Missing. The runtime told Falco of the container, but not this: most likely there is none."
        }
        return entry.missing
    }

    /// Whether a playbook may ask for the field: it is known, or belongs to a plugin whose fields are not.
    package func mayAsk(for key: String) -> Bool {
        if entry(key) != nil { return true }
        guard let dot = key.utf8.firstIndex(of: UInt8(ascii: ".")) else { return false }
        return !FieldGlossary.closed.contains(String(key[..<dot]))
    }
}
