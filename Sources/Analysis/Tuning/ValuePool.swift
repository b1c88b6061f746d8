internal import Glibc

/// Distinct values, each kept once, in bounded memory. Two values have the same number only if their bytes are the same,
/// whatever their hashes.
struct ValuePool: Sendable {
    private struct Entry: Sendable {
        let hash: UInt64
        let offset: UInt32
        let length: UInt32
    }

    /// The number of no value: the field was not kept, or differs among what it stands for.
    static let unknown: Int32 = -1
    /// Longer values are kept as what tells them apart, not as themselves.
    static let longest = 1024

    let capacity: (values: Int, bytes: Int)
    private var entries: [Entry] = []
    private var bytes: [UInt8] = []
    /// Places of entries, -1 where there is none. A power of two, at least twice the entries.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    init(capacity: (values: Int, bytes: Int)) {
        self.capacity = capacity
    }

    /// Whether it takes no new values any more.
    var isFrozen = false
    var isFull: Bool { isFrozen || entries.count >= capacity.values || bytes.count >= capacity.bytes }

    var count: Int { entries.count }

    /// The value's number; `nil` when it is new and there is no room.
    mutating func number(of value: Stretch, hash: UInt64) -> Int32? {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let place = slots[slot]
            let entry = entries[Int(place)]
            if entry.hash == hash, Int(entry.length) == value.count, isSame(entry, value) { return place }
            slot = (slot &+ 1) & mask
        }
        return isFull ? nil : add(value, hash, at: slot)
    }

    private func isSame(_ entry: Entry, _ value: Stretch) -> Bool {
        bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.map { memcmp($0 + Int(entry.offset), value.start, value.count) == 0 } ?? true
        }
    }

    private mutating func add(_ value: Stretch, _ hash: UInt64, at slot: Int) -> Int32 {
        let place = Int32(entries.count)
        entries.append(Entry(hash: hash, offset: UInt32(bytes.count), length: UInt32(value.count)))
        bytes.append(contentsOf: value.buffer)
        slots[slot] = place
        if entries.count * 2 > slots.count { grow() }
        return place
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for (place, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(place)
        }
    }

    /// Calls `body` with a value's bytes.
    func withBytes<R>(_ number: Int32, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let entry = entries[Int(number)]
        return bytes.withUnsafeBytes { bytes in
            let end = Int(entry.offset) + Int(entry.length)
            return body(UnsafeRawBufferPointer(rebasing: bytes[Int(entry.offset)..<end]))
        }
    }

    /// Whether the value of that number has those bytes.
    func holds(_ value: Stretch, at number: Int32) -> Bool {
        let entry = entries[Int(number)]
        return Int(entry.length) == value.count && isSame(entry, value)
    }

    /// Calls `body` with where all values lie. They stay there until the pool changes.
    func withAll<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { bytes.withUnsafeBytes(body) }

    /// Where a value lies within them.
    func range(of number: Int32) -> Range<Int> {
        let entry = entries[Int(number)]
        return Int(entry.offset)..<Int(entry.offset) + Int(entry.length)
    }

    func text(of number: Int32) -> String {
        withBytes(number) { String(decoding: $0, as: UTF8.self) }
    }

    /// Lets go of all values but those marked.
    /// - Returns: the new number of each old one.
    mutating func keep(_ isKept: [Bool]) -> [Int32] {
        var numbers = [Int32](repeating: ValuePool.unknown, count: entries.count)
        var kept: [Entry] = []
        var keptBytes: [UInt8] = []
        for (place, entry) in entries.enumerated() where isKept[place] {
            numbers[place] = Int32(kept.count)
            kept.append(Entry(hash: entry.hash, offset: UInt32(keptBytes.count), length: entry.length))
            keptBytes.append(contentsOf: bytes[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)])
        }
        entries = kept
        bytes = keptBytes
        slots = Array(repeating: -1, count: max(64, slots.count / 2))
        grow()
        return numbers
    }
}
