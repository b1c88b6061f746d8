/// A table that never takes more memory than it is given: when it is full it starts anew.
struct BoundedTable<Value> {
    private let mostEntries: Int
    private let mostBytes: Int
    private var entries: [UInt64: Value] = [:]
    /// What its values take, as they said, in bytes.
    private(set) var size = 0

    init(mostEntries: Int, mostBytes: Int) {
        self.mostEntries = mostEntries
        self.mostBytes = mostBytes
    }

    var count: Int { entries.count }

    subscript(key: UInt64) -> Value? { entries[key] }

    /// Keeps a value under a key that is not in the table, or in place of another one. One that is larger than all of the
    /// table is not kept.
    /// - Parameter size: roughly what it takes, in bytes.
    mutating func keep(_ value: Value, for key: UInt64, size: Int) {
        guard size <= mostBytes else { return }
        if entries.count >= mostEntries || self.size + size > mostBytes {
            entries.removeAll()
            self.size = 0
        }
        entries[key] = value
        self.size += size
    }
}
