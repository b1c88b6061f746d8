/// A header field that goes with every request: `Name: value`.
package struct HeaderField: Sendable, Hashable {
    let line: String

    /// Those that say where a request ends or what it is are ours.
    private static let ours: Set<String> = [
        "connection", "content-length", "expect", "host", "transfer-encoding",
    ]

    /// - Throws: `ForwardingError`, `badTarget`.
    package init(_ text: String) throws(ForwardingError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0]
        let symbols: Set<Character> = Set("!#$%&'*+-.^_`|~")
        guard parts.count == 2, !name.isEmpty,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || symbols.contains($0) })
        else {
            throw ForwardingError(.badTarget, "a header field is written 'Name: value'")
        }
        if Self.ours.contains(name.lowercased()) {
            throw ForwardingError(.badTarget, "the header field \(name) is not for choosing")
        }
        let value = parts[1].drop { $0 == " " || $0 == "\t" }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 }) else {
            throw ForwardingError(.badTarget, "the value of \(name) may hold only printable ASCII characters")
        }
        // libcurl takes a name without a value for a field that is not to be sent, and this form for an empty one.
        line = value.isEmpty ? "\(name);" : "\(name): \(value)"
    }
}
