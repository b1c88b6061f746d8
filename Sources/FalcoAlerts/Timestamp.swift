/// A moment in UTC with nanoseconds, as Falco gives it. Always within the years 1 to 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// 0 to 999,999,999.
    public let nanoseconds: Int32

    /// A moment from its parts.
    ///
    /// - Parameters:
    ///   - seconds: seconds since 1970, negative before it.
    ///   - nanoseconds: 0 to 999,999,999.
    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Whether `a` is the earlier moment.
    public static func < (a: Timestamp, b: Timestamp) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }

    /// Seconds from `earlier` to this moment.
    public func seconds(since earlier: Timestamp) -> Double {
        Double(seconds - earlier.seconds) + Double(nanoseconds - earlier.nanoseconds) / 1e9
    }

    /// Year, month (1 to 12), day (1 to 31), hour, minute, second in UTC.
    public var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        // Days are counted from 0000-03-01, so that the leap day is the last day of a year.
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let inDay = Int(seconds) - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, inDay / 3600, inDay / 60 % 60, inDay % 60)
    }

    /// RFC 3339 in UTC with `digits` fractional digits (0 to 9), for example `2026-11-22T19:41:09.322503878Z`.
    public func rfc3339(digits: Int = 9) -> String {
        let civil = civil
        var text = String()
        text.reserveCapacity(30)
        func put(_ value: Int, width: Int) {
            let digits = String(value)
            for _ in 0..<max(0, width - digits.utf8.count) { text += "0" }
            text += digits
        }
        put(civil.year, width: 4)
        text += "-"
        put(civil.month, width: 2)
        text += "-"
        put(civil.day, width: 2)
        text += "T"
        put(civil.hour, width: 2)
        text += ":"
        put(civil.minute, width: 2)
        text += ":"
        put(civil.second, width: 2)
        if digits > 0 {
            text += "."
            var fraction = Int(nanoseconds)
            for _ in 0..<(9 - min(9, digits)) { fraction /= 10 }
            put(fraction, width: min(9, digits))
        }
        text += "Z"
        return text
    }
}
