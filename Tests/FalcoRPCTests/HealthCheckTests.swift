import Testing

@testable import FalcoRPC

@Suite struct HealthCheckTests {
    @Test(arguments: ["", "falco.outputs.service", "falco.version.service"])
    func tellsWhetherAlertsCome(service: String) {
        let request = service.isEmpty ? [] : [0x0A, UInt8(service.utf8.count)] + Array(service.utf8)
        #expect(HealthCheck.answer(request, isServing: true) == .success([8, 1]))
        #expect(HealthCheck.answer(request, isServing: false) == .success([8, 2]))
    }

    @Test func knowsNoOtherService() {
        let answer = HealthCheck.answer([0x0A, 1, 0x61], isServing: true)
        #expect(answer == .failure(Status(code: 5, message: "this server has no such service")))
    }

    @Test(arguments: [[0x0A], [0x0A, 2, 0x61], [0x0A, 0xFF, 1], [0x12, 0], [0x0A, 1, 0x61, 0]])
    func refusesWhatIsNoRequest(bytes: [UInt8]) {
        guard case .failure(let status) = HealthCheck.answer(bytes, isServing: true) else {
            Issue.record("\(bytes) is answered")
            return
        }
        #expect(status.code == 13)
    }
}
