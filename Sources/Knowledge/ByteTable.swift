/// A fixed table looked up by bytes. Faster than a dictionary of strings, and prefixes of a text can be looked up while
/// it is hashed once. What is looked up comes from alerts: equal hashes of different bytes cost a comparison, no more,
/// since nothing is ever added after the table is made.
struct ByteTable<Value: Sendable>: @unchecked Sendable {
    private var slots: [Int32]
    /// Where they lie for good.
    private var keys: [UnsafeBufferPointer<UInt8>] = []
    private var hashes: [UInt64] = []
    private(set) var values: [Value] = []

    /// When a key comes twice the last one counts.
    /// - Parameter pairs: the keys stay where they are as long as the program.
    init(_ pairs: [(key: UnsafeBufferPointer<UInt8>, value: Value)]) {
        var capacity = 8
        while capacity < pairs.count * 2 { capacity *= 2 }
        slots = [Int32](repeating: -1, count: capacity)
        for (key, value) in pairs { insert(key: key, value) }
    }

    /// The hash of no bytes, to start from.
    static var seed: UInt64 { 0xCBF2_9CE4_8422_2325 }

    /// The hash of one byte more (FNV-1a).
    static func hash(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = seed
        for byte in bytes { hash = self.hash(hash, byte) }
        return hash
    }

    subscript(key: String) -> Value? {
        var key = key
        return key.withUTF8 { value(of: $0) }
    }

    func value(of bytes: UnsafeBufferPointer<UInt8>) -> Value? {
        value(of: bytes, hash: ByteTable.hash(bytes))
    }

    /// - Parameter hash: of exactly these bytes.
    func value(of bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Value? {
        let place = Int(slots[slot(of: bytes, hash: hash)])
        return place < 0 ? nil : values[place]
    }

    /// The slot that holds the key, or the empty one where it would go; at most half of the slots are ever filled.
    private func slot(of bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
        let mask = slots.count - 1
        // FNV mixes upwards: the upper bits are the better ones.
        var slot = Int(truncatingIfNeeded: hash >> 32 ^ hash) & mask
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if hashes[place] == hash, bytes.elementsEqual(keys[place]) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func insert(key: UnsafeBufferPointer<UInt8>, _ value: Value) {
        let hash = ByteTable.hash(key)
        let slot = slot(of: key, hash: hash)
        if slots[slot] >= 0 {
            values[Int(slots[slot])] = value
            return
        }
        slots[slot] = Int32(values.count)
        keys.append(key)
        hashes.append(hash)
        values.append(value)
    }
}
