internal import Glibc

/// Cuts bytes that come in pieces into lines. Memory is bounded: of a line beyond the limit only the beginning is kept.
struct LineSplitter {
    /// One line without its end.
    struct Line {
        /// Counted from 1.
        let number: Int
        let bytes: UnsafeRawBufferPointer
        /// How long the line is in all; more than `bytes` when it is too long.
        let size: Int
    }

    /// Of a line that is too long this much is kept.
    static let keptOfLongLines = 64 << 10

    private let newline = Int32(UInt8(ascii: "\n"))
    private let limit: Int
    private let skipsZeros: Bool
    /// The number of the line at hand.
    private var number: Int
    /// The beginning of a line whose end has not come.
    private var pending: [UInt8] = []
    /// Bytes of that line that were dropped because it is too long.
    private var dropped = 0

    /// - Parameters:
    ///   - limit: the longest line, in bytes.
    ///   - lines: lines that came before.
    ///   - skipsZeros: whether NULs at a line's beginning are passed over: a file that was emptied under its writer,
    ///     or not all written when the power failed, has holes.
    init(limit: Int, lines: Int = 0, skipsZeros: Bool = false) {
        self.limit = limit
        self.skipsZeros = skipsZeros
        number = lines + 1
    }

    /// Lines that have ended.
    var lines: Int { number - 1 }

    /// Calls `body` for each line that ends within `bytes`.
    mutating func split(_ bytes: UnsafeRawBufferPointer, _ body: (Line) -> Void) {
        var rest = bytes
        while let start = rest.baseAddress, let end = memchr(start, newline, rest.count) {
            let piece = UnsafeRawBufferPointer(start: start, count: UnsafeRawPointer(end) - start)
            if pending.isEmpty, dropped == 0, piece.count <= limit {
                let text = skipsZeros ? Self.withoutZeros(piece) : piece
                body(Line(number: number, bytes: text, size: text.count))
            } else {
                add(piece)
                emit(body)
            }
            number += 1
            rest = UnsafeRawBufferPointer(rebasing: rest[(piece.count + 1)...])
        }
        add(rest)
    }

    /// Calls `body` for a last line without an end.
    mutating func finish(_ body: (Line) -> Void) {
        if pending.isEmpty, dropped == 0 { return }
        emit(body)
        number += 1
    }

    private static func withoutZeros(_ piece: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard piece.first == 0 else { return piece }
        return UnsafeRawBufferPointer(rebasing: piece.drop { $0 == 0 })
    }

    private mutating func add(_ piece: UnsafeRawBufferPointer) {
        let piece = skipsZeros && pending.isEmpty ? Self.withoutZeros(piece) : piece
        if dropped == 0, pending.count + piece.count <= limit {
            pending.append(contentsOf: piece)
            return
        }
        let kept = min(pending.count, Self.keptOfLongLines)
        dropped += pending.count - kept
        pending.removeSubrange(kept...)
        let more = min(piece.count, Self.keptOfLongLines - kept)
        pending.append(contentsOf: piece.prefix(more))
        dropped += piece.count - more
    }

    private mutating func emit(_ body: (Line) -> Void) {
        let size = pending.count + dropped
        pending.withUnsafeBytes { body(Line(number: number, bytes: $0, size: size)) }
        // A long line's memory is given back.
        pending.removeAll(keepingCapacity: pending.capacity <= 1 << 20)
        dropped = 0
    }
}
