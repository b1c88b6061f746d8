internal import Glibc

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

    /// What follows in the line that begins with those columns; `nil` when there is none.
    static func line(beginningWith columns: String..., in bytes: UnsafeBufferPointer<UInt8>) -> Columns? {
        let isOfColumns = columns.allSatisfy { column in
            !column.utf8.contains { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") }
        }
        guard isOfColumns, columns.first?.utf8.first != UInt8(ascii: "#"), let first = bytes.baseAddress
        else {
            return nil
        }
        let wanted = Array("\(columns.joined(separator: "\t"))\t".utf8)
        var place = 0
        while bytes.count - place >= wanted.count {
            let rest = first + place
            let newline = memchr(rest, CInt(UInt8(ascii: "\n")), bytes.count - place)
            let length = newline.map { UnsafeRawPointer($0) - UnsafeRawPointer(rest) } ?? bytes.count - place
            if length >= wanted.count, memcmp(rest, wanted, wanted.count) == 0 {
                return Columns(rest: bytes[place + wanted.count..<place + length])
            }
            place += length + 1
        }
        return nil
    }

    /// What is left of one line.
    struct Columns {
        fileprivate var rest: Slice<UnsafeBufferPointer<UInt8>>

        /// The bytes up to the next tab; none when the line is at its end.
        mutating func bytes() -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: column()) }

        /// The same as text.
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
