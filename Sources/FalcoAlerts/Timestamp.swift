/// A moment in UTC with nanoseconds, as Falco gives it. Always within the years 1 to 9999.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64
    /// 0 to 999,999,999.
    public let nanoseconds: Int32

    /// The years that a timestamp can tell, as seconds since 1970.
    private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// A moment from its parts. One outside the years 1 to 9999 becomes the first or the last second within them.
    ///
    /// - Parameters:
    ///   - seconds: seconds since 1970, negative before it.
    ///   - nanoseconds: 0 to 999,999,999; a number beyond becomes the nearest of these.
    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        self.seconds = min(max(seconds, Self.range.lowerBound), Self.range.upperBound)
        self.nanoseconds = min(max(nanoseconds, 0), 999_999_999)
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
        let (days, inDay) = Timestamp.floored(Int(seconds), by: 86_400)
        let (era, dayOfEra) = Timestamp.floored(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, inDay / 3600, inDay / 60 % 60, inDay % 60)
    }

    /// The quotient rounded down, also below zero, and what remains.
    private static func floored(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// RFC 3339 in UTC with `digits` fractional digits (0 to 9), for example `2026-11-22T19:41:09.322503878Z`.
    public func rfc3339(digits: Int = 9) -> String {
        let civil = civil
        let fraction = max(0, min(9, digits))
        let length = 20 + (fraction > 0 ? 1 + fraction : 0)
        return String(unsafeUninitializedCapacity: length) { text in
            // From the right: each number is as wide as the place that is left for it.
            var end = length
            func put(_ value: Int, width: Int) {
                var rest = value
                for place in stride(from: end - 1, through: end - width, by: -1) {
                    text.initializeElement(at: place, to: UInt8(ascii: "0") + UInt8(rest % 10))
                    rest /= 10
                }
                end -= width
            }
            func put(_ character: Unicode.Scalar) {
                end -= 1
                text.initializeElement(at: end, to: UInt8(ascii: character))
            }
            put("Z")
            if fraction > 0 {
                var shown = Int(nanoseconds)
                for _ in fraction..<9 { shown /= 10 }
                put(shown, width: fraction)
                put(".")
            }
            put(civil.second, width: 2)
            put(":")
            put(civil.minute, width: 2)
            put(":")
            put(civil.hour, width: 2)
            put("T")
            put(civil.day, width: 2)
            put("-")
            put(civil.month, width: 2)
            put("-")
            put(civil.year, width: 4)
            return length
        }
    }
}
