/// A table of bounded size keyed by hashes, in the order of use. Who owns it decides what has to leave when it is full.
/// What it holds depends only on the order of the calls, never on the hashes.
struct BoundedTable<Value> {
    private struct Node {
        var key: UInt64
        var newer: Int32
        var older: Int32
        var value: Value
    }

    let capacity: Int
    private var nodes: [Node] = []
    /// Places of nodes, -1 where there is none. A power of two, at least twice the nodes.
    private var slots: [Int32]
    private var freed: [Int32] = []
    private var newest: Int32 = -1
    /// What was used longest ago, -1 in an empty table.
    private(set) var oldest: Int32 = -1
    private(set) var count = 0

    init(capacity: Int) {
        precondition(capacity >= 1 && capacity < 1 << 24)
        self.capacity = capacity
        slots = Array(repeating: -1, count: 64)
        // Memory that is not written to costs none; growing would hold everything twice for a moment.
        nodes.reserveCapacity(capacity)
    }

    var isFull: Bool { count == capacity }

    /// The place of that key's value; looking does not make it newer.
    @inline(__always)
    func find(_ key: UInt64) -> Int32? {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while true {
            let place = slots[slot]
            if place < 0 { return nil }
            if nodes[Int(place)].key == key { return place }
            slot = (slot &+ 1) & mask
        }
    }

    subscript(place: Int32) -> Value {
        @inline(__always) get { nodes[Int(place)].value }
        @inline(__always) _modify { yield &nodes[Int(place)].value }
    }

    /// Makes the value at that place the newest.
    mutating func touch(_ place: Int32) {
        if newest == place { return }
        unlink(place)
        link(place)
    }

    /// Adds a value that is not there. The table must not be full.
    mutating func insert(_ key: UInt64, _ value: Value) -> Int32 {
        precondition(count < capacity)
        let node = Node(key: key, newer: -1, older: -1, value: value)
        let place: Int32
        if let freed = freed.popLast() {
            place = freed
            nodes[Int(place)] = node
        } else {
            place = Int32(nodes.count)
            nodes.append(node)
        }
        count += 1
        link(place)
        if count * 2 > slots.count { grow() } else { enter(place) }
        return place
    }

    /// Takes the value at that place out.
    mutating func remove(_ place: Int32) -> Value {
        unlink(place)
        leave(place)
        freed.append(place)
        count -= 1
        return nodes[Int(place)].value
    }

    private mutating func enter(_ place: Int32) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: nodes[Int(place)].key) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = place
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        var place = oldest
        while place >= 0 {
            enter(place)
            place = nodes[Int(place)].newer
        }
    }

    /// Closes the gap, so that searches that passed it still find what lies behind.
    private mutating func leave(_ place: Int32) {
        let mask = slots.count - 1
        var gap = Int(truncatingIfNeeded: nodes[Int(place)].key) & mask
        while slots[gap] != place { gap = (gap + 1) & mask }
        var slot = gap
        while true {
            slot = (slot + 1) & mask
            let other = slots[slot]
            if other < 0 { break }
            let home = Int(truncatingIfNeeded: nodes[Int(other)].key) & mask
            if (slot - home) & mask >= (slot - gap) & mask {
                slots[gap] = other
                gap = slot
            }
        }
        slots[gap] = -1
    }

    private mutating func unlink(_ place: Int32) {
        let (newer, older) = (nodes[Int(place)].newer, nodes[Int(place)].older)
        if newer >= 0 { nodes[Int(newer)].older = older } else { newest = older }
        if older >= 0 { nodes[Int(older)].newer = newer } else { oldest = newer }
    }

    private mutating func link(_ place: Int32) {
        nodes[Int(place)].newer = -1
        nodes[Int(place)].older = newest
        if newest >= 0 { nodes[Int(newest)].newer = place } else { oldest = place }
        newest = place
    }
}
