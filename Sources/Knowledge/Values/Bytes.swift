internal import Glibc

/// Looking for bytes within strings.
enum Bytes {
    static func contain(_ text: String, _ needle: [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { contain($0, needle) }
    }

    static func contain(_ text: UnsafeBufferPointer<UInt8>, _ needle: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        guard var from = text.baseAddress else { return false }
        var left = text.count - needle.count + 1
        while left > 0, let found = memchr(from, Int32(first), left) {
            let place = found.assumingMemoryBound(to: UInt8.self)
            if memcmp(place, needle, needle.count) == 0 { return true }
            left -= from.distance(to: place) + 1
            from = UnsafePointer(place) + 1
        }
        return false
    }

    /// The words of those needles that come somewhere in the text; at most `limit`.
    static func findings(
        in text: String, _ needles: [(needle: [UInt8], words: String)], limit: Int
    ) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            var found: [String] = []
            for (needle, words) in needles where contain(bytes, needle) && !found.contains(words) {
                found.append(words)
                if found.count == limit { break }
            }
            return found
        }
    }
}
