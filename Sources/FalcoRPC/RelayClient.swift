internal import HTTP2

/// Who calls a relay: an account or a certificate, and the name that the client gives itself.
package struct RelayClient: Sendable, Hashable, CustomStringConvertible {
    /// Who vouches for it: the system, or TLS.
    let peer: HTTP2Peer
    /// What it calls itself, in the metadata `falconer-client-id`.
    let id: String?

    /// The longest name that a client may give itself, in bytes.
    static let longestID = 64

    init(_ peer: HTTP2Peer, id: String?) {
        self.peer = peer
        self.id = id
    }

    /// Whether `id` is a name that a client may give itself: letters, digits, `.`, `_`, `-` of ASCII.
    static func isID(_ id: String) -> Bool {
        (1...longestID).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Such as `uid 1000 (exporter)`; printable ASCII.
    package var description: String {
        let account =
            switch peer {
            case .user(let number): "uid \(number)"
            case .certificate(let subject): subject
            case .unknown: "unknown"
            }
        return id.map { "\(account) (\($0))" } ?? account
    }
}
