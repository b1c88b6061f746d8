import FalcoAlerts
import FalcoRPC
import TestSupport
import Testing

/// TCP with mutual TLS, against a C-core server and against our own.
@Suite(.timeLimit(.minutes(5)), .serialized) struct MutualTLSTests {
    let certificates: Certificates

    init() async throws {
        certificates = try await Certificates()
    }

    func endpoint(
        _ host: String, _ port: UInt16, ca: String? = nil, certificate: String? = nil, key: String? = nil
    ) -> FalcoEndpoint {
        .tcp(
            host: host, port: port, ca: ca ?? certificates.authority,
            certificate: certificate ?? certificates.clientCertificate, key: key ?? certificates.clientKey)
    }

    func server() throws -> (FalcoServer, UInt16) {
        let server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
        let port = try server.listen(
            host: "127.0.0.1", port: 0, ca: certificates.authority,
            certificate: certificates.serverCertificate, key: certificates.serverKey)
        return (server, port)
    }

    @Test(arguments: ["localhost", "127.0.0.1"]) func alertsOfACCoreServer(host: String) async throws {
        let falco = try await FakeFalco(certificates: certificates)
        let port = try #require(UInt16(falco.address.split(separator: ":").last ?? ""))
        try await falco.push(fixture: "grpc-json-output.b64")
        try await falco.push(large: 3 << 20)
        let client = FalcoClient(endpoint(host, port))
        #expect(try await client.version().version == "0.43.1")
        let collector = Collector(client)
        try await collector.alerts(130)
        collector.stream.stop()
        let state = try await collector.end()
        #expect(state.error == nil && state.count == 130)
        #expect(state.alerts.last?.output.utf8.count == 3 << 20)
    }

    @Test func alertsOfOurOwnServer() async throws {
        let (server, port) = try server()
        for _ in 0..<20 { try server.enqueue(Fixtures.jsonOutputAlerts()) }
        let collector = Collector(FalcoClient(endpoint("localhost", port)))
        try await collector.alerts(20 * 129)
        collector.stream.stop()
        #expect(try await collector.end().error == nil)
    }

    @Test func aServerOfAnotherAuthorityIsRefused() async throws {
        let (server, port) = try server()
        let client = FalcoClient(endpoint("localhost", port, ca: certificates.strangeAuthority))
        let error = try await Collector(client).end().error
        #expect(error?.reason == .tls)
        #expect(error?.message.contains("certificate is not accepted") == true)
        #expect(server.subscribers == 0)
    }

    @Test func aServerOfAnotherNameIsRefused() async throws {
        let (server, port) = try server()
        // 127.0.0.2 is the same machine, and not in the certificate.
        let wide = try server.listen(
            host: "0.0.0.0", port: 0, ca: certificates.authority, certificate: certificates.serverCertificate,
            key: certificates.serverKey)
        #expect(port != wide)
        let error = await #expect(throws: FalcoRPCError.self) {
            try await FalcoClient(endpoint("127.0.0.2", wide)).version()
        }
        #expect(error?.reason == .tls)
        #expect(error?.message.contains("mismatch") == true)
    }

    @Test func aStrangeClientIsTurnedAway() async throws {
        let (server, ours) = try server()
        let falco = try await FakeFalco(certificates: certificates)
        let theirs = try #require(UInt16(falco.address.split(separator: ":").last ?? ""))
        for port in [ours, theirs] {
            let client = FalcoClient(
                endpoint(
                    "localhost", port, certificate: certificates.strangeCertificate,
                    key: certificates.strangeKey))
            var options = SubscriptionOptions()
            options.reconnects = false
            let error = try await Collector(client, options).end().error
            #expect(error?.code == .unavailable)
            #expect(error?.reason == .tls || error?.reason == .connectionLost)
            #expect(error?.message.isEmpty == false)
        }
        #expect(server.subscribers == 0)
    }

    @Test func aKeyOfAnotherCertificateIsNamed() async throws {
        let error = await #expect(throws: FalcoRPCError.self) {
            try await FalcoClient(endpoint("localhost", 1, key: certificates.strangeKey)).version()
        }
        #expect(error?.reason == .invalidEndpoint)
        #expect(error?.message.contains(certificates.strangeKey) == true)
    }

    @Test func aPortThatNobodyListensOnIsWaitedFor() async throws {
        let (server, port) = try server()
        server.stop()
        await server.stopped()
        let collector = Collector(FalcoClient(endpoint("127.0.0.1", port)))
        try await collector.reach("a wait") { $0.waits.first?.reason == .connectionRefused }
        collector.cancel()
        try await collector.end()
    }
}
