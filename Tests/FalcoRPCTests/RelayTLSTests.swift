import FalcoAlerts
import FalcoRPC
import HTTP2
import TestSupport
import Testing

/// The relay over TCP with mutual TLS.
@Suite(.timeLimit(.minutes(5)), .serialized) struct RelayTLSTests {
    let certificates: Certificates
    let relay: RelayHarness
    let port: UInt16

    init() async throws {
        certificates = try await Certificates()
        relay = try RelayHarness()
        let context = try TLSContext.server(
            ca: certificates.authority, certificate: certificates.serverCertificate,
            key: certificates.serverKey)
        let listener = try Listener(host: "127.0.0.1", port: 0, tls: context)
        port = listener.port
        try relay.server.serve(listener)
    }

    @Test func aClientIsKnownByItsCertificate() async throws {
        try await relay.publish(2000, bytes: 500)
        func get() throws -> GRPCClient {
            try GRPCClient(address: "localhost:\(port)", certificates, ["get"])
        }
        #expect(try await get().events().count { $0.name == "alert" } == 2000)
        #expect(try await get().events().count { $0.name == "alert" } == 0)
        // On the Unix socket it is another client.
        let other = try await GRPCClient.run(socket: relay.path, ["get"])
        #expect(other.count { $0.name == "alert" } == 2000)
        let subscriber = try GRPCClient(address: "localhost:\(port)", certificates, ["sub"])
        try await relay.subscribed(1)
        #expect(relay.server.statistics.subscribers.first?.client.description == "CN=client")
        try await relay.publish(1, from: 2000)
        #expect(try await subscriber.peer.event("alert").rule == "Rule 2000")
    }

    @Test func aStrangerIsTurnedAway() async throws {
        let client = FalcoClient(
            .tcp(
                host: "localhost", port: port, ca: certificates.authority,
                certificate: certificates.strangeCertificate, key: certificates.strangeKey))
        let error = await #expect(throws: FalcoRPCError.self) { try await client.version() }
        #expect(error?.code == .unavailable)
        #expect(relay.server.statistics.totals.subscriptions == 0)
    }
}
