internal import FalcoAlerts

/// The ids and standings of the latest cases of a stream without end: what ``AssignmentLedger`` knows of cases, in bounded
/// memory.
package struct CaseBook {
    private struct Entry {
        let id: AlertDigest
        /// 0 while it is one of its own.
        var into: UInt32 = 0
        var needsAttention = false
    }

    private var entries: BoundedTable<Entry>

    /// - Parameter capacity: of more cases, those that began first are forgotten.
    package init(capacity: Int = 16_384) {
        entries = BoundedTable(capacity: capacity)
    }

    /// Takes down what happened.
    package mutating func note(_ events: [Correlator.Event]) {
        for event in events {
            switch event {
            case .began(let serial, let id):
                if entries.isFull { _ = entries.remove(entries.oldest) }
                _ = entries.insert(CaseBook.key(serial), Entry(id: id))
            case .merged(let serial, let into):
                if let place = entries.find(CaseBook.key(serial)) { entries[place].into = into }
            case .rated(let serial, let level):
                if let place = entries.find(CaseBook.key(serial)) {
                    entries[place].needsAttention = level >= .medium
                }
            case .grew, .freed, .absorbed, .linked, .ended: break
            }
        }
    }

    /// The incident that the case of that number is or became part of; `nil` when it is not known any more.
    package func standing(of serial: UInt32) -> AssignmentLedger.Assignment? {
        var serial = serial
        for _ in 0..<Case.mostMerged {
            guard let place = entries.find(CaseBook.key(serial)) else { return nil }
            let entry = entries[place]
            if entry.into == 0 {
                return AssignmentLedger.Assignment(incident: entry.id, needsAttention: entry.needsAttention)
            }
            serial = entry.into
        }
        return nil
    }

    private static func key(_ serial: UInt32) -> UInt64 { KeyedHash.join(UInt64(serial), 1) }
}
