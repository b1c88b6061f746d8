internal import Knowledge

/// The other end of a connection.
struct Peer: Sendable {
    let address: String
    let port: String?
    /// How far the address reaches; `nil` when it is none.
    let reach: InternetAddress?

    /// As Falco writes it.
    var text: String { port.map { "\(address):\($0)" } ?? address }

    /// - Parameter own: this end's address. A machine that talks to itself does not reach out, whatever its address.
    private init(_ address: Substring, _ port: Substring?, own: Substring? = nil) {
        self.address = String(address)
        self.port = port.map(String.init)
        reach = InternetAddress(address).map { address == own ? .local : $0 }
    }

    /// `nil` when it is no address: audit logs also name services here.
    init?(address: String) {
        guard let reach = InternetAddress(address[...]) else { return nil }
        self.address = address
        self.reach = reach
        port = nil
    }

    private static let inboundCalls: Set<String> = [
        "accept", "accept4", "recvfrom", "recvmsg", "recvmmsg", "listen", "bind",
    ]

    /// Reads `fd.*` of an event, `nil` when they name no address.
    init?(_ facts: AlertFields) {
        if let address = facts.value(of: .remoteAddress), let port = facts.value(of: .remotePort) {
            self.init(address[...], port[...], own: Peer.own(facts))
            return
        }
        if let name = facts.value(of: .descriptorName), let arrow = Peer.arrow(in: name) {
            self.init(tuple: name, arrow, facts)
            return
        }
        if let address = facts.value(of: .serverAddress) {
            self.init(
                address[...], facts.value(of: .serverPort)?[...], own: facts.value(of: .clientAddress)?[...])
        } else if let address = facts.value(of: .clientAddress) {
            self.init(address[...], facts.value(of: .clientPort)?[...])
        } else {
            return nil
        }
    }

    /// Client first, server second: which of them is the other end depends on which is this one.
    private init?(tuple name: String, _ arrow: Range<String.Index>, _ facts: AlertFields) {
        let client = Peer.endpoint(name[..<arrow.lowerBound])
        let server = Peer.endpoint(name[arrow.upperBound...])
        let isServer: Bool
        if let local = facts.value(of: .localPort), let port = server.port, local == port {
            isServer = client.port.map { $0 != local } ?? true
        } else {
            let call = facts.value(of: .callType)
            isServer = facts.value(of: .remotePort) == nil && call.map(Peer.inboundCalls.contains) ?? false
        }
        let remote = isServer ? client : server
        guard remote.port.map(ValueShape.isPort) ?? true else { return nil }
        self.init(remote.address, remote.port, own: isServer ? server.address : client.address)
        guard reach != nil else { return nil }
    }

    /// The address when both ends of the connection have it.
    private static func own(_ facts: AlertFields) -> Substring? {
        if let client = facts.value(of: .clientAddress), let server = facts.value(of: .serverAddress) {
            return client == server ? server[...] : nil
        }
        guard let name = facts.value(of: .descriptorName), let arrow = arrow(in: name) else { return nil }
        let client = endpoint(name[..<arrow.lowerBound]).address
        return client == endpoint(name[arrow.upperBound...]).address ? client : nil
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
