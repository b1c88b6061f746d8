/// The request of a unary call: a Protocol Buffers message without fields that anybody knows.
enum RequestMessage {
    /// Groups within groups that are followed, as other implementations do.
    private static let deepest = 100

    /// What a server says that cannot read a request.
    static let malformed = Status(code: 13, message: "not a request message")

    /// Whether the bytes are a message at all. Fields that are not known are passed over.
    static func isWellFormed(_ message: [UInt8]) -> Bool {
        var rest = message[...]
        var groups: [UInt64] = []
        while !rest.isEmpty {
            guard let tag = varint(&rest), tag >> 3 > 0, tag >> 3 < 1 << 29 else { return false }
            switch tag & 7 {
            case 0: if varint(&rest) == nil { return false }
            case 1: if !skip(8, &rest) { return false }
            case 2:
                guard let count = varint(&rest), skip(count, &rest) else { return false }
            case 3:
                guard groups.count < deepest else { return false }
                groups.append(tag >> 3)
            case 4: if groups.popLast() != tag >> 3 { return false }
            case 5: if !skip(4, &rest) { return false }
            default: return false
            }
        }
        return groups.isEmpty
    }

    private static func skip(_ count: UInt64, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard count <= UInt64(rest.count) else { return false }
        rest = rest.dropFirst(Int(count))
        return true
    }

    /// At most ten bytes.
    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
