internal import Glibc

/// One address that a host name and a port stand for.
struct TCPAddress {
    let family: Int32
    private let bytes: [UInt8]

    /// All addresses of a host, in the order to try them.
    static func all(host: String, port: UInt16, passive: Bool) throws(HTTP2Error) -> [TCPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = passive ? AI_PASSIVE : AI_ADDRCONFIG
        var found: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(host, String(port), &hints, &found)
        guard failure == 0 else {
            let words =
                failure == EAI_SYSTEM ? SystemError.words(errno) : String(cString: gai_strerror(failure))
            throw HTTP2Error(.missing, "cannot look up the host \(host): \(words)")
        }
        defer { freeaddrinfo(found) }
        var addresses: [TCPAddress] = []
        var next = found
        while let entry = next?.pointee {
            if let address = entry.ai_addr {
                let bytes = UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))
                addresses.append(TCPAddress(family: entry.ai_family, bytes: [UInt8](bytes)))
            }
            next = entry.ai_next
        }
        return addresses
    }

    func withAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(bytes.count)) }
        }
    }
}
