import FalcoAlerts
import Foundation
import TestSupport
import Testing

struct CapturedAlertsTests {
    @Test func everyCapturedMessageDecodes() throws {
        #expect(try Fixtures.jsonOutputAlerts().count == 129)
        #expect(try Fixtures.textOutputAlerts().count == 140)
    }
}
