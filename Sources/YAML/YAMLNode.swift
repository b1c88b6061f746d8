/// A piece of a YAML file, with its place in it.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(String)
        case list([YAMLNode])
        case map([(key: YAMLNode, value: YAMLNode)])
    }

    package let content: Content
    /// Counted from 1.
    package let line: Int
    package let column: Int

    package init(content: Content, line: Int, column: Int) {
        self.content = content
        self.line = line
        self.column = column
    }

    package var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// What it is, in words for a message.
    package var shape: String {
        switch content {
        case .scalar: "a single value"
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// The value of a key of a map; `nil` when there is none, or this is no map.
    package subscript(key: String) -> YAMLNode? {
        guard case .map(let pairs) = content else { return nil }
        return pairs.first { $0.key.scalar == key }?.value
    }
}
