/// Points in time and stretches of it, in words.
enum Moment {
    /// `2026-11-22 19:37:21 UTC`.
    static func words(nanoseconds: UInt64) -> String {
        let seconds = Int64(nanoseconds / 1_000_000_000)
        let (days, second) = (seconds / 86_400, Int(seconds % 86_400))
        let (year, month, day) = date(daysSince1970: days)
        return String(unsafeUninitializedCapacity: 32) { bytes in
            var count = 0
            func put(_ number: Int, width: Int, then end: UInt8) {
                var rest = number
                for place in stride(from: count + width - 1, through: count, by: -1) {
                    bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                bytes[count + width] = end
                count += width + 1
            }
            put(year, width: 4, then: UInt8(ascii: "-"))
            put(month, width: 2, then: UInt8(ascii: "-"))
            put(day, width: 2, then: UInt8(ascii: " "))
            put(second / 3600, width: 2, then: UInt8(ascii: ":"))
            put(second / 60 % 60, width: 2, then: UInt8(ascii: ":"))
            put(second % 60, width: 2, then: UInt8(ascii: " "))
            for byte in "UTC".utf8 {
                bytes[count] = byte
                count += 1
            }
            return count
        }
    }

    /// `740 ns`, `10.9 ms`, `1.05 s`, `12 min`, `3.4 h`, `12 days`, `4 years`.
    static func words(stretch nanoseconds: UInt64) -> String {
        let value = Double(nanoseconds)
        switch value {
        case ..<1e3: return "\(nanoseconds) ns"
        case ..<1e6: return "\(short(value / 1e3)) µs"
        case ..<1e9: return "\(short(value / 1e6)) ms"
        case ..<120e9: return "\(short(value / 1e9)) s"
        case ..<7200e9: return "\(short(value / 60e9)) min"
        case ..<172_800e9: return "\(short(value / 3600e9)) h"
        case ..<63_072_000e9: return "\(short(value / 86_400e9)) days"
        default: return "\(short(value / 31_536_000e9)) years"
        }
    }

    /// Three digits: `1.05`, `10.9`, `740`.
    private static func short(_ value: Double) -> String {
        if value >= 100 { return String(Int(value.rounded())) }
        let scale = value >= 10 ? 10.0 : 100.0
        let rounded = Int((value * scale).rounded())
        let (whole, part) = (rounded / Int(scale), rounded % Int(scale))
        if part == 0 { return String(whole) }
        var digits = String(part)
        if scale == 100 {
            digits = twoDigits(part)
            if digits.hasSuffix("0") { digits.removeLast() }
        }
        return "\(whole).\(digits)"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The Gregorian date of a day (the algorithm of H. Hinnant's `civil_from_days`).
    private static func date(daysSince1970: Int64) -> (year: Int, month: Int, day: Int) {
        let z = Int(daysSince1970) + 719_468
        let era = z / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
