/// How often things came and when last, in bounded memory, for any number of things.
///
/// A count-min sketch whose cells also hold a time. It errs on one side only: what it calls new is new, and a silence is
/// at least as long as it says. With more things than it has room for it calls less and less new.
struct RecencySketch {
    private struct Cell {
        var count: UInt32 = 0
        /// Seconds on the stream's clock, plus one.
        var last: UInt32 = 0
    }

    /// What was known of a thing before it came now.
    struct Record {
        /// Never too small; 0 only for what never came.
        var count: UInt32
        /// Seconds since it came last, never too many; 0 for what never came.
        var silence: UInt32
    }

    private static let rows = 4
    private static let multipliers: InlineArray<4, UInt64> = [
        0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0xD6E8_FEB8_6659_FD93,
    ]

    private let mostWidth: Int
    private var width = 256
    private var cells: [Cell]
    /// Cells of the first row in use.
    private var used = 0

    /// - Parameter mostWidth: cells of a row at most, a power of two from 256 on; 32 bytes each over all rows.
    init(mostWidth: Int) {
        precondition(mostWidth >= 256 && mostWidth & (mostWidth - 1) == 0)
        self.mostWidth = mostWidth
        cells = Array(repeating: Cell(), count: Self.rows * 256)
    }

    /// Whether so much came that what is new may be taken for known.
    var isCrowded: Bool { width == mostWidth && used * 4 > width * 3 }

    /// Takes down that a thing came.
    /// - Parameter now: seconds on the stream's clock.
    mutating func note(_ thing: UInt64, at now: UInt32) -> Record {
        var least = UInt32.max
        var latest = UInt32.max
        for row in 0..<Self.rows {
            let cell = cells[place(thing, row)]
            least = min(least, cell.count)
            latest = min(latest, cell.last)
        }
        if cells[place(thing, 0)].count == 0 { used += 1 }
        for row in 0..<Self.rows {
            let place = place(thing, row)
            // Only the smallest grow: the others hold more than this thing already.
            if cells[place].count == least { cells[place].count = least == .max ? .max : least + 1 }
            cells[place].last = max(cells[place].last, now &+ 1)
        }
        if used * 2 > width, width < mostWidth { widen() }
        return Record(
            count: least, silence: least == 0 || latest == 0 ? 0 : (now &+ 1) &- min(latest, now &+ 1))
    }

    private func place(_ thing: UInt64, _ row: Int) -> Int {
        let mixed = (thing &* Self.multipliers[row]) >> 20
        return row * width + Int(truncatingIfNeeded: mixed & UInt64(width - 1))
    }

    /// Each cell becomes two that say the same: still nothing is called new that is not.
    private mutating func widen() {
        var wider = [Cell](repeating: Cell(), count: Self.rows * width * 2)
        for row in 0..<Self.rows {
            for index in 0..<width {
                let cell = cells[row * width + index]
                wider[row * width * 2 + index] = cell
                wider[row * width * 2 + width + index] = cell
            }
        }
        cells = wider
        width *= 2
        used = (0..<width).count { cells[$0].count > 0 }
    }
}
