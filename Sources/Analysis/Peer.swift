internal import Knowledge

/// The other end of a connection.
struct Peer: Sendable, CustomStringConvertible {
    let address: String
    let port: String?
    /// `nil` when the address is none that can be told.
    let isPublic: Bool?

    /// From `fd.rip` and `fd.rport`, else from a connection's name `client->server`: the server, unless the event is one
    /// of accepting.
    init?(_ values: [String: String]) {
        if let address = values["fd.rip"] {
            self.init(address, values["fd.rport"])
            return
        }
        if let name = values["fd.name"], let arrow = name.range(of: "->") {
            let accepts = values["evt.type"].map { $0.hasPrefix("accept") } ?? false
            let end = accepts ? name[..<arrow.lowerBound] : name[arrow.upperBound...]
            guard let colon = end.lastIndex(of: ":") else { return nil }
            self.init(String(end[..<colon]), String(end[end.index(after: colon)...]))
            return
        }
        guard let address = values["fd.sip"] else { return nil }
        self.init(address, values["fd.sport"])
    }

    private init(_ address: String, _ port: String?) {
        self.address = address
        self.port = port
        isPublic = IPAddress(address).map(\.isPublic)
    }

    var description: String {
        let host = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
        return port.map { "\(host):\($0)" } ?? host
    }
}
