import Foundation
import TestSupport
import Testing

/// The hostile server's well-meant scenarios, seen from an ordinary client.
struct HostileFalcoTests {
    @Test(arguments: ["good-end", "split-across", "byte-by-byte"])
    func whatIsValidArrives(_ scenario: String) async throws {
        let falco = try await HostileFalco(scenario)
        let events = try await GRPCClient.run(socket: falco.socket, ["sub", "--raw"])
        let messages = events.compactMap { $0["bytes", String.self] }.compactMap { Data(base64Encoded: $0) }
        #expect(try messages == Array(Fixtures.messages("grpc-json-output.b64").prefix(5)))
        #expect(events.last?["status", String.self] == "OK")
        try await falco.peer.event("sent")
    }

    @Test func aGateHoldsUntilItIsPassed() async throws {
        let falco = try await HostileFalco("half-message")
        let client = try GRPCClient(socket: falco.socket, ["sub", "--raw"])
        try await falco.peer.event("held")
        try await falco.proceed()
        try await client.peer.event("alert")
        try await client.peer.event("end")
    }

    @Test func laterConnectionsCanBeServedWell() async throws {
        let falco = try await HostileFalco("close-at-once", first: 1)
        let first = try await GRPCClient.run(socket: falco.socket, ["version"])
        #expect(first.last?["status", String.self] == "UNAVAILABLE")
        let second = try await GRPCClient.run(socket: falco.socket, ["version"])
        #expect(second.last?["status", String.self] == "OK")
    }

    @Test func everyScenarioIsListed() async throws {
        let names = try await HostileFalco.scenarios()
        #expect(names.count > 50)
        #expect(Set(names).count == names.count)
        #expect(names.contains("compressed-flag"))
    }
}
