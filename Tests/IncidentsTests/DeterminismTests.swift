import FalcoAlerts
import Testing

@testable import Incidents

@Suite struct DeterminismTests {
    @Test(arguments: [true, false]) func theSameAlertsGiveTheSameIncidents(withNumbers: Bool) throws {
        let scenario = try Scenario.captured(withNumbers: withNumbers)
        var runs: [[String]] = []
        for _ in 0..<2 {
            var watch = Watch()
            for entry in scenario.entries { try watch.see(entry.values) }
            runs.append(
                watch.incidents().map { String(describing: $0.timeline) + $0.summary.raw + $0.id.description }
            )
        }
        #expect(runs[0] == runs[1])
    }

    @Test func hashesDoNotDecideWhatATableHolds() {
        // The same calls with keys of another shape leave the same values.
        func run(_ key: (Int) -> UInt64) -> [Int] {
            var table = BoundedTable<Int>(capacity: 20)
            for step in 0..<500 {
                let value = step * 7 % 45
                if let known = table.find(key(value)) {
                    table.touch(known)
                } else {
                    if table.isFull { _ = table.remove(table.oldest) }
                    _ = table.insert(key(value), value)
                }
            }
            return (0..<45).filter { table.find(key($0)) != nil }
        }
        #expect(run { UInt64($0) } == run { KeyedHash.join(UInt64($0), 9) })
        #expect(
            run { UInt64($0) << 40 }
                == run {
                    _ = $0; return UInt64($0) &* 0x9E37_79B9_7F4A_7C15
                })
    }

    @Test func aTableFindsWhatItHoldsWhateverLeft() {
        var table = BoundedTable<UInt64>(capacity: 300)
        var held: [UInt64] = []
        for step in 0..<5000 {
            // Keys that crowd a few places.
            let key = UInt64(step) << 3 & 0x3FF | UInt64(step) << 32
            if table.isFull {
                let gone = table.remove(table.oldest)
                held.removeAll { $0 == gone }
                #expect(table.find(gone) == nil)
            }
            _ = table.insert(key, key)
            held.append(key)
        }
        #expect(held.count == 300 && held.allSatisfy { key in table.find(key).map { table[$0] } == key })
    }
}
