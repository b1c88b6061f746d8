import TestSupport
import Testing

struct ProtoAgreementTests {
    @Test func theShimsViewFitsTheOfficialDeclarations() async throws {
        let script = Fixtures.tests.appending(path: "Peers/compare_protos.py").path
        let output = try await Tool.run(Tool.python, [script])
        #expect(output.text == "")
        #expect(output.errorText == "")
        #expect(output.exit?.succeeded == true)
    }
}
