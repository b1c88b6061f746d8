/// Alerts of each rule and place in a minute, against what is usual.
struct RateTable {
    private struct Rate {
        var first: UInt32
        var minute: UInt32
        /// In the minute at hand, and in those before.
        var now: UInt32 = 0
        var before: UInt32 = 0
        var wasTold = false
    }

    /// A minute is a burst from so many alerts on, and when it has so many times the usual.
    private static let leastBurst: UInt32 = 20
    private static let ratio = 10.0
    /// What is usual is known after an hour.
    private static let leastObserved: UInt32 = 3600

    private var rates: BoundedTable<Rate>

    /// - Parameter capacity: rules and places; of more, the one that did not come for longest is forgotten.
    init(capacity: Int) {
        rates = BoundedTable(capacity: capacity)
    }

    var count: Int { rates.count }

    /// Counts an alert.
    /// - Parameter now: seconds on the stream's clock.
    /// - Returns: the burst that begins with it; `nil` for none.
    mutating func note(_ key: UInt64, at now: UInt32) -> Novelty.Burst? {
        let place: Int32
        if let known = rates.find(key) {
            rates.touch(known)
            place = known
        } else {
            if rates.isFull { _ = rates.remove(rates.oldest) }
            place = rates.insert(key, Rate(first: now, minute: now / 60))
        }
        let minute = now / 60
        if minute > rates[place].minute {
            rates[place].before &+= rates[place].now
            rates[place].now = 0
            rates[place].minute = minute
            rates[place].wasTold = false
        }
        rates[place].now &+= 1
        let rate = rates[place]
        let observed = now - min(now, rate.first)
        guard !rate.wasTold, rate.now >= Self.leastBurst, observed >= Self.leastObserved else { return nil }
        let usual = Double(rate.before) / (Double(observed) / 60)
        guard Double(rate.now) >= Self.ratio * usual else { return nil }
        rates[place].wasTold = true
        return Novelty.Burst(alerts: rate.now, usualAnHour: usual * 60)
    }
}
