internal import HTTP2

/// How a call ended, as the server tells it.
struct Status: Error, Hashable {
    var code: Int
    var message: String

    static let ok = Status(code: 0, message: "")

    /// What trailers say; `nil` when they say nothing readable.
    init?(trailers: [HTTP2Header]) {
        guard let text = trailers["grpc-status"], let code = Int(text), code >= 0 else { return nil }
        self.code = code
        message = Status.decode(trailers["grpc-message"] ?? "")
    }

    init(code: Int, message: String) {
        self.code = code
        self.message = message
    }

    /// The status as trailers.
    var trailers: [HTTP2Header] {
        var trailers = [HTTP2Header("grpc-status", String(code))]
        if !message.isEmpty { trailers.append(HTTP2Header("grpc-message", Status.encode(message))) }
        return trailers
    }

    /// Percent-encoding, as gRPC wants it: all but printable ASCII, and the percent sign.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if byte >= 0x20 && byte <= 0x7E && byte != 0x25 {
                encoded.append(byte)
            } else {
                encoded += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The reverse. What is no percent-encoding stays as it is.
    static func decode(_ text: String) -> String {
        guard text.utf8.contains(0x25) else { return text }
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == 0x25, place + 2 < bytes.count, let high = digit(bytes[place + 1]),
                let low = digit(bytes[place + 2])
            {
                decoded.append(high << 4 | low)
                place += 3
            } else {
                decoded.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
