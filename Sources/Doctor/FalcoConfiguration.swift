internal import YAML

/// Falco's configuration: `falco.yaml` and the files that it includes, put together as Falco does.
///
/// Reading never fails as a whole: what is wrong is kept in ``faults``, and the rest counts.
package struct FalcoConfiguration: Sendable {
    /// Where Falco looks when it is not told.
    package static let usualPath = "/etc/falco/falco.yaml"

    /// A value of the uppermost level, and the file that had it last.
    struct Entry: Sendable {
        var node: YAMLNode
        var file: String
    }

    /// A single value.
    struct Value: Sendable {
        var text: String
        var file: String
        var line: Int
    }

    /// The files that were read, in order.
    package internal(set) var files: [String] = []
    /// What is wrong, in the order it was found.
    package internal(set) var faults: [ConfigurationFault] = []
    /// Of these, why files are left out as a whole: what they set is not known.
    package internal(set) var unread: [ConfigurationFault] = []
    /// Whether the main file could be read and holds settings.
    package internal(set) var isMainRead = false
    /// The directories that the main file includes, or would if they were there, in order.
    package internal(set) var directories: [String] = []
    var entries: [String: Entry] = [:]
    /// What the command line says instead: by the key's whole name.
    private var settings: [String: String] = [:]

    /// A configuration in which nothing is set.
    package init() {}

    /// Takes a setting of Falco's command line, `key.key=value`, which stands above every file.
    package mutating func set(_ setting: String) {
        guard let equals = setting.firstIndex(of: "=") else { return }
        settings[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
    }

    /// Whether the uppermost key is there at all.
    package func has(_ key: String) -> Bool {
        entries[key] != nil || settings.keys.contains { $0 == key || $0.hasPrefix(key + ".") }
    }

    /// The value of `key` or `key.key`; `nil` when it is not set or no single value.
    func value(_ path: String) -> Value? {
        if let text = settings[path] { return Value(text: text, file: "the command line", line: 0) }
        let keys = path.split(separator: ".").map(String.init)
        guard let first = keys.first, let entry = entries[first] else { return nil }
        var node = entry.node
        for key in keys.dropFirst() {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node.scalar.map { Value(text: $0, file: entry.file, line: node.line) }
    }

    /// Whether a switch is on; off when it is not set, as in Falco.
    package func isOn(_ path: String) -> Bool { value(path).flatMap { Self.boolean($0.text) } ?? false }

    /// A text; `nil` when it is not set or empty.
    package func text(_ path: String) -> String? {
        value(path).flatMap { $0.text.isEmpty ? nil : $0.text }
    }

    /// The single values of a list, or of what stands in its place.
    package func list(_ key: String) -> [String] {
        guard let entry = entries[key] else { return [] }
        switch entry.node.content {
        case .scalar(let text): return text.isEmpty ? [] : [text]
        case .list(let items): return items.compactMap(\.scalar)
        case .map: return []
        }
    }

    /// What Falco takes for yes and for no; `nil` for anything else.
    static func boolean(_ text: String) -> Bool? {
        // In one of three spellings: `true`, `True`, `TRUE`, but not `tRUE`.
        let lower = text.lowercased()
        let head = text.prefix(1).uppercased() + text.dropFirst().lowercased()
        guard text == lower || text == text.uppercased() || text == head else { return nil }
        switch lower {
        case "y", "yes", "true", "on": return true
        case "n", "no", "false", "off": return false
        default: return nil
        }
    }
}
