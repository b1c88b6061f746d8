/// A URL that alerts are posted to: `http` or `https`, with a user and a password if need be.
package struct ForwardTarget: Sendable, Hashable {
    /// The whole URL. It may hold a password: not for showing.
    package let url: String
    /// The URL as far as it may be shown: without user and password, and of the path, which may be a secret too, only
    /// that there is one.
    package let shown: String
    /// The same for every run that sends to the same place, whatever the password: a name for files.
    package let key: String
    /// Without encryption.
    package let isPlain: Bool
    /// Whether it is this host that is posted to.
    package let isLocal: Bool

    /// Where connections go.
    package let port: UInt16

    /// Longer URLs are refused.
    private static let longest = 2048

    /// - Throws: `ForwardingError`, `badTarget`, with what is wrong with `text`.
    package init(_ text: String) throws(ForwardingError) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Self.fault("it may hold only printable ASCII characters; write others as %XX")
        }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw Self.fault("it must begin with http:// or https://")
        }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else {
            throw Self.fault("it must begin with http:// or https://")
        }
        if text.utf8.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\\") }) {
            throw Self.fault("it may hold no # and no backslash")
        }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let parts = rest[..<end].split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let place = parts.last else {
            throw Self.fault("in a user or password @ is written %40")
        }
        let (host, port) = try Self.hostAndPort(place)
        let path = rest[end...]
        let origin = "\(scheme)://\(host)\(port)"
        url = text
        shown = path.isEmpty || path == "/" ? origin : "\(origin)/…"
        isPlain = scheme == "http"
        self.port = UInt16(port.dropFirst()) ?? (scheme == "http" ? 80 : 443)
        let isFour = host.allSatisfy { $0.isNumber || $0 == "." }
        isLocal = host == "localhost" || host == "[::1]" || isFour && host.hasPrefix("127.")
        key = Self.name(host, origin + (path.isEmpty ? "/" : path))
    }

    /// A host in lower case, and a port with its colon.
    private static func hostAndPort(_ text: Substring) throws(ForwardingError) -> (String, String) {
        let isSix = text.hasPrefix("[")
        let last = isSix ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
        guard let last = last ?? (isSix ? nil : text.endIndex) else {
            throw fault("its IPv6 address has no ]")
        }
        let host = text[..<last].lowercased()
        let allowed: Set<Character> =
            isSix ? Set("[]:.abcdef0123456789") : Set("-._abcdefghijklmnopqrstuvwxyz0123456789")
        guard host.count > (isSix ? 2 : 0), host.allSatisfy({ allowed.contains($0) }) else {
            throw fault("“\(host)” is no host; names with other letters are written in their xn-- form")
        }
        let port = text[last...]
        guard !port.isEmpty else { return (host, "") }
        guard port.hasPrefix(":"), port.dropFirst().allSatisfy({ $0.isNumber }),
            let number = UInt16(port.dropFirst()), number > 0
        else {
            throw fault("its port is a number from 1 to 65535")
        }
        return (host, ":\(number)")
    }

    /// The host for people, and a number that tells different URLs apart.
    private static func name(_ host: String, _ place: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in place.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        let zeros = String(repeating: "0", count: 16 - digits.count)
        let words = host.filter { $0 != "[" && $0 != "]" && $0 != ":" }
        return "\(words.drop { $0 == "." || $0 == "-" }.prefix(40))-\(zeros)\(digits)"
    }

    private static func fault(_ what: String) -> ForwardingError { ForwardingError(.badTarget, what) }
}
