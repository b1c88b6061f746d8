/// Cases by place. A place lives on while clues lead to it: merged cases forward to the one that they became part of.
struct CaseTable {
    private struct Entry {
        var content: Case?
        var forward: Int32 = -1
        /// Clues, recurrences and forwards that name this place.
        var references: Int32 = 0
    }

    private var entries: [Entry] = []
    private var freed: [Int32] = []
    /// Cases that are open.
    private(set) var count = 0

    /// The case that a place stands for now, and its place; `nil` when it is over.
    mutating func find(_ place: Int32) -> (place: Int32, content: Case)? {
        var root = place
        while entries[Int(root)].forward >= 0 { root = entries[Int(root)].forward }
        // Each step on the way leads straight there from now on: nobody can make the way long.
        var step = place
        while step != root, entries[Int(step)].forward != root {
            let next = entries[Int(step)].forward
            entries[Int(step)].forward = root
            retain(root)
            release(next)
            step = next
        }
        return entries[Int(root)].content.map { (root, $0) }
    }

    mutating func add(_ content: Case) -> Int32 {
        count += 1
        if let place = freed.popLast() {
            entries[Int(place)] = Entry(content: content)
            return place
        }
        entries.append(Entry(content: content))
        return Int32(entries.count - 1)
    }

    mutating func retain(_ place: Int32) { entries[Int(place)].references += 1 }

    mutating func release(_ place: Int32) {
        var place = place
        while true {
            entries[Int(place)].references -= 1
            guard entries[Int(place)].references == 0, entries[Int(place)].content == nil else { return }
            let forward = entries[Int(place)].forward
            entries[Int(place)].forward = -1
            freed.append(place)
            if forward < 0 { return }
            place = forward
        }
    }

    /// Takes the case at `place` out.
    mutating func close(_ place: Int32) {
        entries[Int(place)].content = nil
        count -= 1
        if entries[Int(place)].references == 0 { freed.append(place) }
    }

    /// Lets `place` stand for what `other` stands for.
    mutating func forward(_ place: Int32, to other: Int32) {
        entries[Int(place)].content = nil
        count -= 1
        if entries[Int(place)].references == 0 {
            freed.append(place)
            return
        }
        entries[Int(place)].forward = other
        entries[Int(other)].references += 1
    }
}
