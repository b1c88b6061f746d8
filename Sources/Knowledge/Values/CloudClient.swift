/// Clients of clouds that make more of a value than the text it is, however it is quoted for the shell.
package enum CloudClient: String, Sendable, BitwiseCopyable, CaseIterable {
    /// Reads a file in place of a value that begins with `file://`, and in version 1 fetches `http://`.
    case aws
    /// Its filters and requests are languages in which quotes, spaces and parentheses mean something.
    case gcloud
    /// Its paths may climb, its fields read files, and both have placeholders.
    case gh

    /// The one that a command calls, if it calls one.
    package init?(calledBy command: Template) {
        let words = command.segments.flatMap { segment -> [Substring] in
            guard case .words(let words) = segment else { return [] }
            return words.split { !($0.isLetter || $0.isNumber || "-_./=".contains($0)) }
        }
        guard let called = CloudClient.allCases.first(where: { words.contains(Substring($0.rawValue)) })
        else {
            return nil
        }
        self = called
    }

    /// Whether it takes the value as the text it is.
    package func takesAsText(_ value: String) -> Bool {
        switch self {
        case .aws:
            let start = value.prefix(8).lowercased()
            return !["file://", "fileb://", "http://", "https://"].contains(where: start.hasPrefix)
        case .gcloud: return value.utf8.allSatisfy { CloudClient.isOfName($0) }
        case .gh:
            return value.utf8.allSatisfy { CloudClient.isOfName($0) || $0 == 0x5B || $0 == 0x5D }
                && !value.hasPrefix("@") && !value.hasPrefix("/") && !value.contains(":")
                && !value.split(separator: "/").contains("..")
        }
    }

    /// Bytes of names of resources, accounts and addresses.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._-@+/:,=".utf8.contains(byte)
        }
    }
}
