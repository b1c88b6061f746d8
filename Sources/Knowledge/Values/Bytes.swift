internal import Escaping
internal import Glibc

/// Looking for bytes within strings.
enum Bytes {
    static func contain(_ text: String, _ needle: String) -> Bool {
        var (text, needle) = (text, needle)
        return text.withUTF8 { text in needle.withUTF8 { contain(text, $0) } }
    }

    static func contain(_ text: UnsafeBufferPointer<UInt8>, _ needle: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = needle.first, let wanted = needle.baseAddress else { return true }
        guard var from = text.baseAddress else { return false }
        var left = text.count - needle.count + 1
        while left > 0, let found = memchr(from, Int32(first), left) {
            let place = found.assumingMemoryBound(to: UInt8.self)
            if memcmp(place, wanted, needle.count) == 0 { return true }
            left -= from.distance(to: place) + 1
            from = UnsafePointer(place) + 1
        }
        return false
    }
}

/// Things to look for within a text, each with what it means.
struct Needles: @unchecked Sendable {
    /// What to look for lies where it is as long as the program.
    private var all: [(needle: UnsafeBufferPointer<UInt8>, bytes: ByteFilter, words: Text)] = []

    mutating func append(_ needle: UnsafeBufferPointer<UInt8>, _ words: Text) {
        all.append((needle, ByteFilter(needle), words))
    }

    var count: Int { all.count }

    /// The words of those that come somewhere in the text, each once; at most `limit`.
    func found(in text: String, limit: Int) -> [String] {
        var text = text
        return text.withUTF8 { text in
            var found: [String] = []
            // A text that lacks a byte of it does not hold it.
            let bytes = ByteFilter(text)
            for index in all.indices where all[index].bytes.isSubset(of: bytes) {
                guard Bytes.contain(text, all[index].needle) else { continue }
                let words = all[index].words.string
                if !found.contains(words) { found.append(words) }
                if found.count == limit { break }
            }
            return found
        }
    }
}

/// Which bytes come in a text, give or take: bytes that differ in their two upper bits alone count as one.
private struct ByteFilter {
    private var bits: UInt64 = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { bits |= 1 << UInt64(byte & 63) }
    }

    func isSubset(of other: ByteFilter) -> Bool { bits & ~other.bits == 0 }
}
