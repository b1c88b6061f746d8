/// One header or trailer field.
package struct HTTP2Header: Sendable, Hashable {
    /// In lower case, as HTTP/2 wants it.
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTP2Header] {
    /// The first value of that name.
    package subscript(name: String) -> String? {
        first { $0.name == name }?.value
    }
}
