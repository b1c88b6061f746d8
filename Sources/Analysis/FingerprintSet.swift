/// Which 64-bit fingerprints were seen, up to a cap.
struct FingerprintSet: Sendable {
    private let capacity: Int
    /// Open addressing; 0 is an empty place. A power of two, at least twice the count.
    private var places: [UInt64]
    private(set) var count = 0
    /// Alerts whose fingerprint was seen before.
    private(set) var repeats = 0
    /// Whether a fingerprint found no room; `count` is then a lower bound.
    private(set) var isCapped = false

    init(capacity: Int) {
        self.capacity = capacity
        places = Array(repeating: 0, count: 64)
    }

    @inline(__always)
    mutating func insert(_ fingerprint: UInt64) {
        let value = fingerprint == 0 ? 1 : fingerprint
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: value) & mask
        while places[place] != 0 {
            if places[place] == value {
                repeats &+= 1
                return
            }
            place = (place &+ 1) & mask
        }
        add(value, at: place)
    }

    private mutating func add(_ value: UInt64, at place: Int) {
        guard count < capacity else {
            isCapped = true
            return
        }
        places[place] = value
        count += 1
        if count * 2 > places.count { grow() }
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: 0, count: old.count * 2)
        let mask = places.count - 1
        for value in old where value != 0 {
            var place = Int(truncatingIfNeeded: value) & mask
            while places[place] != 0 { place = (place + 1) & mask }
            places[place] = value
        }
    }
}
