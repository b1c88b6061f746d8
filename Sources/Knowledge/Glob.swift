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

    private static func matches(
        pattern: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var (p, v) = (0, 0)
        var retry: (pattern: Int, value: Int)?
        while v < value.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                retry = (p + 1, v)
                p += 1
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == value[v] {
                p += 1
                v += 1
            } else if let last = retry {
                retry = (last.pattern, last.value + 1)
                (p, v) = (last.pattern, last.value + 1)
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == UInt8(ascii: "*") { p += 1 }
        return p == pattern.count
    }
}
