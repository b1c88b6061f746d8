import FalcoAlerts
import Glibc
import Testing

struct TimestampTests {
    private static let first: Int64 = -62_135_596_800
    private static let last: Int64 = 253_402_300_799

    /// The C library's calendar is the other opinion.
    @Test func civilPartsEqualTheCLibrarysOverTheWholeRange() {
        var random = SplitMix(state: 7)
        var moments = [
            Self.first, Self.last, -1, 0, 1, 951_782_399, 951_782_400, 4_107_542_399, 4_107_542_400,
        ]
        // The seconds around the start of every year, and of March in it.
        for year in stride(from: Self.first, to: Self.last, by: 31_556_952) {
            for day in [0, 58, 59, 60, 365, 366] { moments.append(year + Int64(day) * 86_400 - 1) }
        }
        for _ in 0..<50_000 { moments.append(Int64.random(in: Self.first...Self.last, using: &random)) }
        for seconds in moments where (Self.first...Self.last).contains(seconds) {
            var time = time_t(seconds)
            var theirs = tm()
            gmtime_r(&time, &theirs)
            let expected = [
                Int(theirs.tm_year) + 1900, Int(theirs.tm_mon) + 1, Int(theirs.tm_mday), Int(theirs.tm_hour),
                Int(theirs.tm_min), Int(theirs.tm_sec),
            ]
            let civil = Timestamp(seconds: seconds).civil
            let parts = [civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second]
            if parts != expected { Issue.record("\(seconds) is \(expected), not \(parts)") }
        }
    }

    @Test(arguments: [
        (Int64(1_795_376_469), Int32(322_503_878), 9, "2026-11-22T19:41:09.322503878Z"),
        (1_795_376_469, 322_503_878, 3, "2026-11-22T19:41:09.322Z"),
        (1_795_376_469, 322_503_878, 0, "2026-11-22T19:41:09Z"),
        (1_795_376_469, 5, 9, "2026-11-22T19:41:09.000000005Z"),
        (1_795_376_469, 5, 12, "2026-11-22T19:41:09.000000005Z"),
        (1_795_376_469, 999_999_999, -1, "2026-11-22T19:41:09Z"),
        (first, 0, 9, "0001-01-01T00:00:00.000000000Z"),
        (last, 999_999_999, 9, "9999-12-31T23:59:59.999999999Z"),
        (-1, 1, 9, "1969-12-31T23:59:59.000000001Z"),
        (951_782_400, 0, 0, "2000-02-29T00:00:00Z"),
    ])
    func rfc3339(seconds: Int64, nanoseconds: Int32, digits: Int, text: String) {
        #expect(Timestamp(seconds: seconds, nanoseconds: nanoseconds).rfc3339(digits: digits) == text)
    }

    @Test func partsBeyondTheRangeBecomeTheNearestWithin() {
        #expect(Timestamp(seconds: .min, nanoseconds: .min) == Timestamp(seconds: Self.first))
        #expect(
            Timestamp(seconds: .max, nanoseconds: .max)
                == Timestamp(seconds: Self.last, nanoseconds: 999_999_999))
        #expect(Timestamp(seconds: .min).rfc3339() == "0001-01-01T00:00:00.000000000Z")
        #expect(Timestamp(seconds: .max).seconds(since: Timestamp(seconds: .min)) == 315_537_897_599)
    }

    @Test func momentsAreOrdered() {
        let moments = [(-5, 9), (-5, 10), (0, 0), (0, 1), (7, 0)].map {
            Timestamp(seconds: $0, nanoseconds: $1)
        }
        #expect(moments.shuffled().sorted() == moments)
        #expect(moments[3].seconds(since: moments[0]) == 5 - 8e-9)
    }
}
