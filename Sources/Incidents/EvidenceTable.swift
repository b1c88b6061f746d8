/// Which incidents have which clue: the index by which an alert finds what it belongs to.
///
/// Its size is bounded. When it is full, the clue that was used longest ago leaves; those of incidents that need
/// attention stay longest.
struct EvidenceTable {
    /// What an incident's alerts have to do with a clue.
    struct Slot {
        /// Place of the incident in the case table.
        var owner: Int32
        var next: Int32
        /// The fingerprint of the latest alert with the clue.
        var fingerprint: UInt64
        var time: Int64
        /// Alerts of the incident with the clue.
        var count: UInt32
        /// Of the latest alert's process: its parent's number, and the name that goes with the clue, which for those of the
        /// container runtime is the container's; 0 when not told.
        var parent: UInt32
        var name: UInt32
        var mark: Mark
        var guarding: Guarding
    }

    /// How long a clue stays when room is needed: whether its incident needs attention, or anything in it looks like an
    /// attack.
    enum Guarding: UInt8, Comparable {
        case none, faint, hot

        static func < (a: Guarding, b: Guarding) -> Bool { a.rawValue < b.rawValue }
    }

    /// What else is known of the alert behind a slot.
    struct Mark: OptionSet {
        let rawValue: UInt8
        /// It is about the process of that name itself.
        static let own = Mark(rawValue: 1)
        /// A container's service, or the main process of a unit and nothing suspicious.
        static let main = Mark(rawValue: 2)
        static let terminal = Mark(rawValue: 4)
    }

    struct Entry {
        /// Alerts with the clue, those of no incident included.
        var total: UInt32 = 0
        var head: Int32 = -1
    }

    /// Incidents that one clue leads to: the latest ones.
    static let mostOwners = 4

    private var entries: BoundedTable<Entry>
    private var slots: [Slot] = []
    private var freed: [Int32] = []
    /// Owners of slots that are gone, for the case table to settle, and whether the clue was let go for want of room; to be
    /// emptied by whoever reads it.
    private(set) var releasedOwners: [(owner: Int32, isLost: Bool)] = []
    /// Clues let go for want of room, and those of them that incidents needing attention still had.
    private(set) var forgotten = 0
    private(set) var forgottenGuarded = 0

    init(capacity: Int) {
        entries = BoundedTable(capacity: capacity)
        // Memory that is not written to costs none; growing would hold everything twice for a moment.
        slots.reserveCapacity(capacity * 3 / 2)
    }

    var count: Int { entries.count }

    mutating func clearReleasedOwners() { releasedOwners.removeAll(keepingCapacity: true) }

    func find(_ key: UInt64) -> Int32? { entries.find(key) }

    func total(_ place: Int32) -> UInt32 { entries[place].total }

    func head(_ place: Int32) -> Int32 { entries[place].head }

    subscript(slot: Int32) -> Slot {
        @inline(__always) get { slots[Int(slot)] }
        @inline(__always) _modify { yield &slots[Int(slot)] }
    }

    /// Counts an alert with the clue, whether an incident has it or not.
    mutating func count(_ key: UInt64) {
        let place = entry(key)
        entries[place].total &+= 1
    }

    /// Notes that an alert of `owner` has the clue.
    /// - Returns: whether this is the first, so that the owner is named by one slot more.
    mutating func put(_ key: UInt64, _ new: Slot) -> Bool {
        let place = entry(key)
        var before: Int32 = -1
        var slot = entries[place].head
        var owners = 0
        while slot >= 0 {
            if slots[Int(slot)].owner == new.owner {
                renew(slot, new)
                moveToFront(slot, before, place)
                return false
            }
            owners += 1
            if owners == Self.mostOwners {
                // The one met longest ago makes room.
                unlink(slot, before, place)
                release(slot, isLost: false)
                break
            }
            before = slot
            slot = slots[Int(slot)].next
        }
        let made = take(new)
        slots[Int(made)].next = entries[place].head
        entries[place].head = made
        return true
    }

    private mutating func renew(_ slot: Int32, _ new: Slot) {
        slots[Int(slot)].count &+= 1
        slots[Int(slot)].time = max(slots[Int(slot)].time, new.time)
        slots[Int(slot)].fingerprint = new.fingerprint
        slots[Int(slot)].parent = new.parent
        slots[Int(slot)].name = new.name
        slots[Int(slot)].guarding = max(slots[Int(slot)].guarding, new.guarding)
        slots[Int(slot)].mark.formUnion(new.mark)
    }

    private mutating func moveToFront(_ slot: Int32, _ before: Int32, _ place: Int32) {
        guard before >= 0 else { return }
        slots[Int(before)].next = slots[Int(slot)].next
        slots[Int(slot)].next = entries[place].head
        entries[place].head = slot
    }

    private mutating func unlink(_ slot: Int32, _ before: Int32, _ place: Int32) {
        let next = slots[Int(slot)].next
        if before >= 0 { slots[Int(before)].next = next } else { entries[place].head = next }
    }

    /// Takes slots out whose owner is over.
    mutating func drop(_ slot: Int32, of place: Int32) {
        var before: Int32 = -1
        var other = entries[place].head
        while other >= 0, other != slot {
            before = other
            other = slots[Int(other)].next
        }
        guard other >= 0 else { return }
        unlink(slot, before, place)
        release(slot, isLost: false)
    }

    private mutating func entry(_ key: UInt64) -> Int32 {
        if let place = entries.find(key) {
            entries.touch(place)
            return place
        }
        if entries.isFull { makeRoom() }
        return entries.insert(key, Entry())
    }

    /// Lets the oldest clue go; those of faint incidents get a second turn, and those of incidents that need attention a
    /// third, while others are at hand.
    private mutating func makeRoom() {
        passOver(atMost: 8, .faint)
        passOver(atMost: 32, .hot)
        let leaving = entries.oldest
        if guarding(of: leaving) == .hot { forgottenGuarded += 1 }
        forgotten += 1
        var slot = entries.remove(leaving).head
        while slot >= 0 {
            let next = slots[Int(slot)].next
            release(slot, isLost: true)
            slot = next
        }
    }

    private mutating func passOver(atMost count: Int, _ least: Guarding) {
        for _ in 0..<count {
            if guarding(of: entries.oldest) < least { return }
            entries.touch(entries.oldest)
        }
    }

    private func guarding(of place: Int32) -> Guarding {
        var most = Guarding.none
        var slot = entries[place].head
        while slot >= 0 {
            most = max(most, slots[Int(slot)].guarding)
            slot = slots[Int(slot)].next
        }
        return most
    }

    private mutating func take(_ new: Slot) -> Int32 {
        if let place = freed.popLast() {
            slots[Int(place)] = new
            return place
        }
        slots.append(new)
        return Int32(slots.count - 1)
    }

    private mutating func release(_ slot: Int32, isLost: Bool) {
        releasedOwners.append((slots[Int(slot)].owner, isLost))
        freed.append(slot)
    }
}
