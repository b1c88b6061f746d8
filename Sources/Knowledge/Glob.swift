internal import Glibc

/// A pattern in which `*` stands for any bytes (also none, also `/`) and `?` for one byte. Case counts.
package struct Glob: Sendable, Hashable {
    private let pattern: [UInt8]

    /// The pattern as it was written.
    package var text: String { String(decoding: pattern, as: UTF8.self) }

    package init(_ pattern: String) {
        self.pattern = Array(pattern.utf8)
    }

    /// Whether the whole value fits. Takes at most pattern × value steps: no pattern makes it explode.
    package func matches(_ value: String) -> Bool {
        var value = value
        return value.withUTF8 { bytes in
            pattern.withUnsafeBufferPointer { Glob.matches(pattern: $0, bytes) }
        }
    }

    /// Whether all of the bytes fit.
    package func matches(_ value: UnsafeRawBufferPointer) -> Bool {
        value.withMemoryRebound(to: UInt8.self) { bytes in
            pattern.withUnsafeBufferPointer { Glob.matches(pattern: $0, bytes) }
        }
    }

    /// Whether all of the value fits the pattern. What stands between two `*` is looked for from left to right: the first
    /// place where it fits leaves the most to what follows.
    package static func matches(
        pattern: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var part = Glob.part(of: pattern, from: 0)
        guard value.count >= part.count, fits(part, pattern, value, at: 0) else { return false }
        if part.upperBound == pattern.count { return value.count == part.count }
        var place = part.count
        while true {
            part = Glob.part(of: pattern, from: part.upperBound + 1)
            if part.upperBound == pattern.count {
                let last = value.count - part.count
                return last >= place && fits(part, pattern, value, at: last)
            }
            guard let found = find(part, pattern, in: value, from: place) else { return false }
            place = found + part.count
        }
    }

    /// The part of a pattern up to the next `*`, or to the end.
    private static func part(of pattern: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int> {
        var end = start
        while end < pattern.count, pattern[end] != UInt8(ascii: "*") { end += 1 }
        return start..<end
    }

    /// Whether a part without `*` fits the value at that place, where it has room.
    private static func fits(
        _ part: Range<Int>, _ pattern: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>,
        at place: Int
    ) -> Bool {
        let offset = place - part.lowerBound
        for index in part where pattern[index] != value[index + offset] && pattern[index] != UInt8(ascii: "?")
        {
            return false
        }
        return true
    }

    /// The first place from `start` on where a part without `*` fits.
    private static func find(
        _ part: Range<Int>, _ pattern: UnsafeBufferPointer<UInt8>, in value: UnsafeBufferPointer<UInt8>,
        from start: Int
    ) -> Int? {
        guard let first = part.first.map({ pattern[$0] }) else { return start }
        var place = start
        while place + part.count <= value.count {
            if first != UInt8(ascii: "?") {
                let rest = value.count - part.count + 1 - place
                guard let bytes = value.baseAddress, let found = memchr(bytes + place, CInt(first), rest)
                else {
                    return nil
                }
                place = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
            }
            if fits(part, pattern, value, at: place) { return place }
            place += 1
        }
        return nil
    }
}
