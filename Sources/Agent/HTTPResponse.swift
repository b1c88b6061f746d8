/// A whole response of an HTTP/1 server that closes the connection after it.
struct HTTPResponse {
    /// Why bytes are no response.
    struct Malformed: Error {
        var message: String
    }

    let status: Int
    let body: [UInt8]

    private static let end = Array("\r\n\r\n".utf8)

    init(parsing bytes: [UInt8]) throws(Malformed) {
        guard bytes.starts(with: "HTTP/1.".utf8), let headEnd = Self.position(of: Self.end, in: bytes[...])
        else {
            throw Malformed(message: "the answer is not HTTP/1")
        }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count >= 2, let status = Int(first[1])
        else {
            throw Malformed(message: "the answer has no status")
        }
        self.status = status
        var length: Int?
        var isChunked = false
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }.lowercased()
            switch line[..<colon].lowercased() {
            case "content-length": length = Int(value)
            case "transfer-encoding": isChunked = value.hasSuffix("chunked")
            default: break
            }
        }
        let rest = bytes[(headEnd + Self.end.count)...]
        if isChunked {
            body = try Self.joined(rest)
        } else if let length {
            guard length >= 0, rest.count >= length else {
                throw Malformed(message: "the answer ends too early")
            }
            body = Array(rest.prefix(length))
        } else {
            body = Array(rest)
        }
    }

    /// The chunks of a body, put together.
    private static func joined(_ chunks: ArraySlice<UInt8>) throws(Malformed) -> [UInt8] {
        var rest = chunks
        var body: [UInt8] = []
        while let end = position(of: Array("\r\n".utf8), in: rest) {
            let digits = rest[..<end].prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else { break }
            if size == 0 { return body }
            rest = rest[(end + 2)...]
            guard rest.count >= size, rest.count - size >= 2 else { break }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        throw Malformed(message: "the answer ends too early")
    }

    private static func position(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while let found = bytes[index...].firstIndex(of: mark[0]) {
            if bytes[found...].starts(with: mark) { return found }
            index = found + 1
        }
        return nil
    }
}
