/// Where Falco's metrics are: an `http` URL.
package struct MetricsEndpoint: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: UInt16
    package let path: String

    /// A URL such as `http://127.0.0.1:8765/metrics`; without a path, `/metrics` is meant. `nil` when it is none, or
    /// of another scheme.
    package init?(_ url: String) {
        let scheme = "http://"
        guard url.lowercased().hasPrefix(scheme), url.utf8.count <= 1024,
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") })
        else { return nil }
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let after = rest.dropFirst(authority.count).prefix { $0 != "#" }
        path = after.isEmpty || after == "/" ? "/metrics" : after.hasPrefix("/") ? String(after) : "/\(after)"
        var name = authority
        var digits: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            name = authority[authority.index(after: authority.startIndex)..<end]
            let tail = authority[authority.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            digits = tail.isEmpty ? nil : tail.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            name = authority[..<colon]
            digits = authority[authority.index(after: colon)...]
        }
        guard !name.isEmpty, let port = digits.map({ UInt16($0) }) ?? 80, port > 0 else { return nil }
        host = String(name)
        self.port = port
    }

    /// Whether the name stands for this host whatever name servers say.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Host and port as a header has them.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    package var description: String { "http://\(authority)\(path)" }
}
