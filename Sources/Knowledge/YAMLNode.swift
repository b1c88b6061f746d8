/// A piece of a YAML file, with its place in it.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(String)
        case list([YAMLNode])
        case map([(key: YAMLNode, value: YAMLNode)])
    }

    let content: Content
    /// Counted from 1.
    let line: Int
    let column: Int

    var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// What it is, in words for a message.
    var shape: String {
        switch content {
        case .scalar: "a single value"
        case .list: "a list"
        case .map: "a map"
        }
    }
}
