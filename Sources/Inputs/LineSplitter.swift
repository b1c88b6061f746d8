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

    private let limit: Int
    private var number = 1
    /// The beginning of a line whose end has not come.
    private var pending: [UInt8] = []
    /// Bytes of that line that were dropped because it is too long.
    private var dropped = 0

    /// - Parameter limit: the longest line, in bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Calls `body` for each line that ends within `bytes`.
    mutating func split(_ bytes: UnsafeRawBufferPointer, _ body: (Line) -> Void) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let piece = UnsafeRawBufferPointer(rebasing: rest[..<end])
            if pending.isEmpty, dropped == 0, piece.count <= limit {
                body(Line(number: number, bytes: piece, size: piece.count))
            } else {
                add(piece)
                emit(body)
            }
            number += 1
            rest = rest[(end + 1)...]
        }
        add(UnsafeRawBufferPointer(rebasing: rest))
    }

    /// Calls `body` for a last line without an end.
    mutating func finish(_ body: (Line) -> Void) {
        if pending.isEmpty, dropped == 0 { return }
        emit(body)
        number += 1
    }

    private mutating func add(_ piece: UnsafeRawBufferPointer) {
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
