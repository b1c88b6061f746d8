import Foundation
import TestSupport
import Testing

/// The fake Falco keeps what was measured of the real one, seen from an ordinary client.
struct FakeFalcoTests {
    @Test func theQueueIsDrainedAtEachRequestOnly() async throws {
        let falco = try await FakeFalco()
        let client = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        try await falco.wait("requests", 1)
        try await falco.push(3)
        #expect(try await falco.stats().delivered == 0)
        try await client.peer.command("request")
        for _ in 0..<3 { try await client.peer.event("alert") }
        let stats = try await falco.stats()
        #expect(stats.delivered == 3)
        #expect(stats.requests == 2)
        #expect(stats.requestTimes.count == 2)
    }

    @Test func capturedMessagesGoOutUnchanged() async throws {
        let falco = try await FakeFalco()
        try await falco.push(fixture: "grpc-text-output.b64")
        let events = try await GRPCClient.run(socket: falco.address, ["get", "--raw"])
        let messages = events.compactMap { $0["bytes", String.self] }.compactMap { Data(base64Encoded: $0) }
        #expect(try messages == Fixtures.messages("grpc-text-output.b64"))
        #expect(events.last?["status", String.self] == "OK")
    }

    @Test func twoSubscribersShareOneQueue() async throws {
        let falco = try await FakeFalco()
        let first = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        try await falco.wait("requests", 1)
        try await falco.push(2)
        let second = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        for _ in 0..<2 { try await second.peer.event("alert") }
        try await falco.push(1)
        try await first.peer.command("request")
        try await first.peer.event("alert")
        #expect(try await falco.stats().delivered == 3)
    }

    @Test func oneSubscriberTooManyHangsInSilenceUntilASlotFrees() async throws {
        let falco = try await FakeFalco(["--subscribers", "1"])
        let first = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        try await falco.wait("served", 1)
        let second = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        try await falco.wait("opened", 2)
        try await falco.push(1)
        #expect(try await falco.stats().served == 1)
        try await first.peer.command("cancel")
        try await second.peer.event("alert")
        #expect(try await falco.stats().served == 2)
    }

    @Test func shutdownWaitsForTheNextRequest() async throws {
        let falco = try await FakeFalco()
        let client = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        try await falco.wait("requests", 1)
        try await falco.shutdown()
        await #expect(throws: DeadlineExceeded.self) {
            try await falco.peer.event("stopped", within: .milliseconds(50))
        }
        try await client.peer.command("request")
        #expect(try await client.peer.event("end")["status", String.self] == "OK")
        try await falco.peer.event("stopped")
        #expect(!FileManager.default.fileExists(atPath: falco.address))
    }

    @Test func reloadMakesANewSocketAndKeepsTheQueue() async throws {
        let falco = try await FakeFalco()
        let client = try GRPCClient(socket: falco.address, ["sub", "--interval", "0"])
        try await falco.wait("requests", 1)
        try await falco.push(2)
        try await falco.reload()
        try await client.peer.command("request")
        #expect(try await client.peer.event("end")["received", Int.self] == 0)
        try await falco.peer.event("reloaded")
        let events = try await GRPCClient.run(socket: falco.address, ["get"])
        #expect(events.filter { $0.name == "alert" }.count == 2)
    }

    @Test func theSocketHasTheModeOfFalcos() async throws {
        let falco = try await FakeFalco(["--mode", "0600"])
        let attributes = try FileManager.default.attributesOfItem(atPath: falco.address)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func theVersionIsServed() async throws {
        let falco = try await FakeFalco(["--version", "0.38.0-rc1"])
        let events = try await GRPCClient.run(socket: falco.address, ["version"])
        #expect(events.first?.text.contains("\"prerelease\": \"rc1\"") == true)
    }

    @Test func aServerThatIsNoFalcoSaysUnimplemented() async throws {
        let falco = try await FakeFalco(["--not-falco"])
        let events = try await GRPCClient.run(socket: falco.address, ["version"])
        #expect(events.last?["code", Int.self] == 12)
    }

    @Test func mutualTLSLetsOnlyTheRightClientIn() async throws {
        let certificates = try await Certificates()
        let falco = try await FakeFalco(certificates: certificates)
        let (host, port) = ("127.0.0.1", falco.address.split(separator: ":").last.map(String.init) ?? "")
        let right = try await connect(
            host, port, certificates.clientCertificate, certificates.clientKey, certificates.authority)
        #expect(right.text.contains("ALPN protocol: h2"), "\(right.text)\(right.errorText)")
        #expect(right.text.contains("Verify return code: 0"))
        let wrong = try await connect(
            host, port, certificates.strangeCertificate, certificates.strangeKey, certificates.authority)
        #expect(wrong.exit?.succeeded == false || wrong.errorText.contains("alert"))
    }

    private func connect(
        _ host: String, _ port: String, _ certificate: String, _ key: String, _ authority: String
    ) async throws -> ChildProcess.Output {
        try await Tool.run(
            "openssl",
            [
                "s_client", "-connect", "\(host):\(port)", "-cert", certificate, "-key", key, "-CAfile",
                authority,
                "-alpn", "h2", "-verify_return_error", "-ign_eof",
            ], input: Array("PRI * HTTP/2.0\r\n\r\nno frame at all, so that the server closes".utf8))
    }
}
