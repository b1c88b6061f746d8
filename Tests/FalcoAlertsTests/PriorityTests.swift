import FalcoAlerts
import Testing

struct PriorityTests {
    @Test func numbersAndNamesGoBothWays() {
        #expect(Priority.known.map(\.rawValue) == Array(0...7))
        for priority in Priority.known {
            #expect(Priority(rawValue: priority.rawValue) == priority)
            #expect(Priority(spelling: priority.name) == priority)
            #expect(Priority(spelling: priority.name.lowercased()) == priority)
            #expect(Priority(spelling: priority.name.uppercased()) == priority)
        }
        #expect(Priority(spelling: "INFO") == .informational)
        #expect(Priority(spelling: "warn") == nil)
        #expect(Priority(spelling: "") == nil)
    }

    @Test(arguments: [Int32(-1), 8, 99, .min, .max])
    func unknownNumbersStay(number: Int32) {
        let priority = Priority(rawValue: number)
        #expect(priority == .unknown(number))
        #expect(priority.rawValue == number)
        #expect(priority.name == "Unknown(\(number))")
    }

    @Test func severityIsOrdered() {
        #expect(Priority.critical.isAtLeast(.error))
        #expect(Priority.error.isAtLeast(.error))
        #expect(!Priority.notice.isAtLeast(.error))
        #expect(Priority.unknown(99).isAtLeast(.emergency))
    }
}
