internal import Glibc

/// Counts by name, in bounded memory. When the table is full, the half of the names with the fewest alerts goes into
/// `otherAlerts`: whatever comes often stays or comes back, and the sums stay exact.
struct NameTable: Sendable {
    struct Entry: Sendable {
        fileprivate let hash: UInt64
        fileprivate let offset: Int
        /// The name's own length; only `kept` bytes of it are stored.
        fileprivate let length: Int
        var count: Int
        /// What the table's owner knows about the name.
        var note: Int32

        fileprivate var kept: Int { min(length, NameTable.longestName) }
    }

    /// Names are cut here; longer ones are told apart by hash and length.
    static let longestName = 256

    private let capacity: Int
    private(set) var entries: [Entry] = []
    private var text: [UInt8] = []
    /// Places of entries, -1 where there is none. A power of two, at least twice the entries.
    private var slots: [Int32]
    /// Alerts of names that were let go, and how often one was.
    private(set) var otherAlerts = 0
    private(set) var otherNames = 0

    init(capacity: Int) {
        precondition(capacity >= 2 && capacity <= 1 << 24)
        self.capacity = capacity
        slots = Array(repeating: -1, count: 32)
    }

    /// Adds to the count of a name. The place is good until the next call.
    /// - Parameter note: asked for when the name is new.
    @inline(__always)
    mutating func count(
        _ name: Stretch, hash: UInt64, by alerts: Int = 1,
        note: (Stretch) -> Int32 = { _ in 0 }
    ) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let place = Int(slots[slot])
            if place < 0 { return add(name, hash: hash, alerts, note: note(name)) }
            if entries[place].hash == hash, isName(place, name) {
                entries[place].count &+= alerts
                return place
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// Adds one to the count of two names joined.
    mutating func count(
        _ first: Stretch, _ second: Stretch, joinedBy glue: StaticString, hash: ByteHash,
        _ scratch: inout [UInt8]
    ) {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: first.buffer)
        scratch.append(contentsOf: UnsafeBufferPointer(start: glue.utf8Start, count: glue.utf8CodeUnitCount))
        scratch.append(contentsOf: second.buffer)
        scratch.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            let name = Stretch(start: start, count: bytes.count)
            _ = count(name, hash: hash.of(name))
        }
        // A name of a mebibyte must not stay here for good.
        if scratch.capacity > 4096 { scratch = [] }
    }

    private func isName(_ place: Int, _ name: Stretch) -> Bool {
        let entry = entries[place]
        guard entry.length == name.count else { return false }
        return text.withUnsafeBytes { text in
            text.baseAddress.map { memcmp($0 + entry.offset, name.start, entry.kept) == 0 } ?? true
        }
    }

    private mutating func add(_ name: Stretch, hash: UInt64, _ alerts: Int, note: Int32) -> Int {
        if entries.count == capacity { letGo() }
        let entry = Entry(hash: hash, offset: text.count, length: name.count, count: alerts, note: note)
        text.append(contentsOf: name.buffer[..<entry.kept])
        entries.append(entry)
        if entries.count * 2 > slots.count {
            fillSlots(slots.count * 2)
        } else {
            take(entries.count - 1)
        }
        return entries.count - 1
    }

    private mutating func take(_ place: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entries[place].hash) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(place)
    }

    private mutating func fillSlots(_ size: Int) {
        slots = Array(repeating: -1, count: size)
        for place in entries.indices { take(place) }
    }

    /// Keeps the half with the most alerts, of equal ones the older.
    private mutating func letGo() {
        let order = entries.indices.sorted {
            entries[$0].count != entries[$1].count ? entries[$0].count > entries[$1].count : $0 < $1
        }
        var kept: [Entry] = []
        var keptText: [UInt8] = []
        for place in order[..<(capacity / 2)].sorted() {
            let old = entries[place]
            kept.append(
                Entry(
                    hash: old.hash, offset: keptText.count, length: old.length, count: old.count,
                    note: old.note))
            keptText.append(contentsOf: text[old.offset..<old.offset + old.kept])
        }
        otherNames += entries.count - kept.count
        otherAlerts += entries.reduce(0) { $0 + $1.count } - kept.reduce(0) { $0 + $1.count }
        entries = kept
        text = keptText
        fillSlots(slots.count)
    }

    /// The name of the entry at that place; a cut one ends in `…`.
    func name(_ place: Int) -> String {
        let entry = entries[place]
        let name = String(decoding: text[entry.offset..<entry.offset + entry.kept], as: UTF8.self)
        return entry.kept < entry.length ? name + "…" : name
    }

    /// The `limit` names with most alerts, of equal ones in the order of their bytes, and what is left.
    func top(_ limit: Int) -> (places: [Int], otherAlerts: Int, otherNames: Int) {
        let order = entries.indices.sorted { a, b in
            if entries[a].count != entries[b].count { return entries[a].count > entries[b].count }
            let (first, second) = (entries[a], entries[b])
            return text[first.offset..<first.offset + first.kept].lexicographicallyPrecedes(
                text[second.offset..<second.offset + second.kept])
        }
        let rest = order.dropFirst(limit)
        return (
            Array(order.prefix(limit)), otherAlerts + rest.reduce(0) { $0 + entries[$1].count },
            otherNames + rest.count
        )
    }
}
