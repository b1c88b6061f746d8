internal import Escaping

/// Addresses, ports and connections.
enum NetworkWords {
    static func address(_ value: String) -> String {
        IPAddress(value).map { Wording.capitalised($0.scope.words) + "." } ?? ""
    }

    /// The port of the side that was connected to.
    static func port(_ value: String, words: ValueWords) -> String {
        guard let port = UInt16(value), port > 0 else { return "" }
        return Wording.sentence([self.words(port, words)].compactMap(\.self))
    }

    /// The port of the side that opened the connection, or of this side.
    static func localPort(_ value: String, words: ValueWords) -> String {
        guard let port = UInt16(value), port > 0 else { return "" }
        if port >= 32768 { return "Picked by the system, so this side most likely opened the connection." }
        return Wording.sentence([self.words(port, words)].compactMap(\.self))
    }

    static func words(_ port: UInt16, _ words: ValueWords) -> String? {
        if let known = words[.port, String(port)] { return known }
        switch port {
        case 1..<1024: return "a port that only root may open, for system services"
        case 6660...6669: return words[.port, "6660"]
        case 30000...32767: return "within the range of Kubernetes node ports"
        case 32768...: return "within the range that systems pick from, so no fixed service"
        default: return nil
        }
    }

    /// A connection as Falco writes it: `client:port->server:port`, or `address:port` for a socket without one.
    static func connection(_ value: String, type: String?, words: ValueWords) -> Prose? {
        var text = value
        let arrow = text.withUTF8 { bytes in
            bytes.indices.dropLast().first {
                bytes[$0] == UInt8(ascii: "-") && bytes[$0 + 1] == UInt8(ascii: ">")
            }
        }
        if let arrow {
            let server = String(decoding: value.utf8.dropFirst(arrow + 2), as: UTF8.self)
            guard let (address, port) = endpoint(server) else { return nil }
            let service = self.words(port, words).map { ", port \(port) (\($0))" } ?? ", port \(port)"
            return Prose("The server is \(ours: address.scope.words)\(ours: service).")
        }
        guard type == "ipv4" || type == "ipv6", let (address, port) = endpoint(value) else { return nil }
        let reach =
            switch address.scope {
            case .unspecified: "from every network of this host"
            case .loopback: "from this host or container alone"
            default: "from where \(address.scope.words) can be reached"
            }
        return Prose("No other side yet: the socket waits on port \(port), to be reached \(ours: reach).")
    }

    /// The family of a socket: `17(AF_PACKET)`, or the name alone.
    static func family(_ value: String) -> String {
        value == "17" || value.holds("AF_PACKET") ? "Raw frames of the network card." : ""
    }

    /// The type of a socket; flags such as SOCK_CLOEXEC stand above the lowest four bits.
    static func type(_ value: String) -> String {
        guard let number = Int(value), number > 0 else { return "" }
        switch number & 15 {
        case 1: return "A stream, as of TCP."
        case 2: return "Datagrams, as of UDP."
        case 3: return "Raw: the program makes and reads the headers itself."
        default: return ""
        }
    }

    /// The last colon parts address and port, in IPv6 too.
    private static func endpoint(_ text: String) -> (address: IPAddress, port: UInt16)? {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let address = IPAddress(text[..<colon]), let port = UInt16(text[text.utf8.index(after: colon)...])
        else { return nil }
        return (address, port)
    }
}
