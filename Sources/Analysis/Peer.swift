/// The other end of a connection.
struct Peer: Sendable {
    let address: String
    let port: String?
    /// How far the address reaches; `nil` when it is none.
    let reach: InternetAddress?

    /// As Falco writes it.
    var text: String { port.map { "\(address):\($0)" } ?? address }

    private init(_ address: Substring, _ port: Substring?) {
        self.address = String(address)
        self.port = port.map(String.init)
        reach = InternetAddress(address)
    }

    /// Reads `fd.*` of an event, `nil` when they name no address. `field` gives `nil` for fields that say nothing.
    init?(call: String?, _ field: (String) -> String?) {
        if let address = field("fd.rip"), let port = field("fd.rport") {
            self.init(address[...], port[...])
            return
        }
        let inbound = ["accept", "accept4", "recvfrom", "recvmsg", "recvmmsg", "listen", "bind"]
        if let name = field("fd.name"), let arrow = Peer.arrow(in: name) {
            // Client first, server second.
            let client = Peer.endpoint(name[..<arrow.lowerBound])
            let server = Peer.endpoint(name[arrow.upperBound...])
            let isServer: Bool
            if let local = field("fd.lport"), let port = server.port, local == port {
                isServer = client.port.map { $0 != local } ?? true
            } else {
                isServer = field("fd.rport") == nil && call.map(inbound.contains) ?? false
            }
            let remote = isServer ? client : server
            guard !remote.address.isEmpty else { return nil }
            self.init(remote.address, remote.port)
            guard reach != nil else { return nil }
            return
        }
        guard let address = field("fd.sip") ?? field("fd.cip") else { return nil }
        self.init(address[...], field("fd.sip") == nil ? field("fd.cport")?[...] : field("fd.sport")?[...])
    }

    private static func arrow(in name: String) -> Range<String.Index>? {
        guard name.utf8.count <= 256, let dash = name.utf8.firstIndex(of: UInt8(ascii: "-")) else {
            return nil
        }
        let next = name.utf8.index(after: dash)
        guard next < name.endIndex, name.utf8[next] == UInt8(ascii: ">") else { return nil }
        return dash..<name.utf8.index(after: next)
    }

    /// `10.0.0.5:4444` or `::1:4444` as address and port.
    private static func endpoint(_ text: Substring) -> (address: Substring, port: Substring?) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (text, nil) }
        return (text[..<colon], text[text.utf8.index(after: colon)...])
    }
}
