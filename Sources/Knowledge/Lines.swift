/// A text file of tab-separated lines, read where it lies. Lines that start with `#` are comments.
struct Lines: Sequence, IteratorProtocol {
    private var rest: Slice<UnsafeBufferPointer<UInt8>>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        rest = bytes[...]
    }

    mutating func next() -> Columns? {
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            rest = rest[Swift.min(end + 1, rest.endIndex)...]
            if let first = line.first, first != UInt8(ascii: "#") { return Columns(rest: line) }
        }
        return nil
    }

    /// What is left of one line.
    struct Columns {
        fileprivate var rest: Slice<UnsafeBufferPointer<UInt8>>

        /// The text up to the next tab; empty when the line is at its end.
        mutating func text() -> String { String(decoding: column(), as: UTF8.self) }

        /// The next column's parts between spaces.
        mutating func words() -> [String] { split(UInt8(ascii: " ")) }

        /// The next column's parts between `;`.
        mutating func parts() -> [String] { split(UInt8(ascii: ";")) }

        private mutating func split(_ separator: UInt8) -> [String] {
            column().split(separator: separator).map { String(decoding: $0, as: UTF8.self) }
        }

        private mutating func column() -> Slice<UnsafeBufferPointer<UInt8>> {
            let end = rest.firstIndex(of: UInt8(ascii: "\t")) ?? rest.endIndex
            defer { rest = rest[Swift.min(end + 1, rest.endIndex)...] }
            return rest[rest.startIndex..<end]
        }
    }
}
