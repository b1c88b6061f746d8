internal import Escaping

/// Puts rows of several kinds into one piece of memory, one kind behind the other.
struct RowPack {
    private var bytes: [UInt8] = []

    /// Where rows of a kind lie.
    struct Place<Row> {
        /// In bytes from the beginning.
        let offset: Int
        let count: Int

        /// - Returns: the rows, valid as long as `buffer`.
        func rows(in buffer: TextBuffer) -> UnsafeBufferPointer<Row> {
            let raw = UnsafeRawPointer(buffer.start) + offset
            return UnsafeBufferPointer(start: raw.bindMemory(to: Row.self, capacity: count), count: count)
        }
    }

    mutating func add<Row: BitwiseCopyable>(_ rows: [Row]) -> Place<Row> {
        // A buffer's bytes begin at a multiple of eight.
        let alignment = MemoryLayout<Row>.alignment
        precondition(alignment <= 8)
        while bytes.count % alignment != 0 { bytes.append(0) }
        let offset = bytes.count
        rows.withUnsafeBytes { bytes.append(contentsOf: $0) }
        return Place(offset: offset, count: rows.count)
    }

    /// All of them in memory that stays where it is.
    func buffer() -> TextBuffer { TextBuffer.make(bytes) }
}
