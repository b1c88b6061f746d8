/// A table of bounded size that lets go of the entry that was used longest ago. What it holds depends only on the
/// order of the calls.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Where an entry lies. Outlives the entry: a place that was given to another one is told apart.
    struct Place: Sendable, Hashable {
        fileprivate let index: Int32
        fileprivate let generation: UInt32
    }

    private struct Node: Sendable {
        var key: Key
        var value: Value
        var generation: UInt32
        var newer: Int32
        var older: Int32
    }

    private let capacity: Int
    private var nodes: [Node] = []
    private var places: [Key: Int32] = [:]
    private var newest: Int32 = -1
    private var oldest: Int32 = -1
    /// Entries let go so far.
    private(set) var forgotten = 0

    init(capacity: Int) {
        precondition(capacity >= 1 && capacity < Int(Int32.max))
        self.capacity = capacity
    }

    var count: Int { nodes.count }

    /// The entry of that key, made by `make` when there is none; it becomes the newest.
    mutating func use(_ key: Key, make: () -> Value) -> Place {
        if let index = places[key] {
            unlink(index)
            link(index)
            return Place(index: index, generation: nodes[Int(index)].generation)
        }
        var index = Int32(nodes.count)
        if nodes.count < capacity {
            nodes.append(Node(key: key, value: make(), generation: 0, newer: -1, older: -1))
        } else {
            index = oldest
            unlink(index)
            places[nodes[Int(index)].key] = nil
            let generation = nodes[Int(index)].generation &+ 1
            nodes[Int(index)] = Node(key: key, value: make(), generation: generation, newer: -1, older: -1)
            forgotten += 1
        }
        places[key] = index
        link(index)
        return Place(index: index, generation: nodes[Int(index)].generation)
    }

    /// The place of that key's entry, which does not become newer by this.
    func find(_ key: Key) -> Place? {
        places[key].map { Place(index: $0, generation: nodes[Int($0)].generation) }
    }

    /// Whether the entry that was at that place is still there.
    func isValid(_ place: Place) -> Bool { nodes[Int(place.index)].generation == place.generation }

    /// The entry at a valid place.
    subscript(place: Place) -> Value {
        _read { yield nodes[Int(place.index)].value }
        _modify { yield &nodes[Int(place.index)].value }
    }

    private mutating func unlink(_ index: Int32) {
        let (newer, older) = (nodes[Int(index)].newer, nodes[Int(index)].older)
        if newer >= 0 { nodes[Int(newer)].older = older } else { newest = older }
        if older >= 0 { nodes[Int(older)].newer = newer } else { oldest = newer }
    }

    private mutating func link(_ index: Int32) {
        nodes[Int(index)].newer = -1
        nodes[Int(index)].older = newest
        if newest >= 0 { nodes[Int(newest)].newer = index } else { oldest = index }
        newest = index
    }
}
