import TestSupport
import Testing

@testable import HTTP2

/// TLS on a connection whose two sides the test drives.
@Suite(.timeLimit(.minutes(5)), .serialized) struct TLSTests {
    let certificates: Certificates

    init() async throws {
        certificates = try await Certificates()
    }

    func listener() throws -> Listener {
        let context = try TLSContext.server(
            ca: certificates.authority, certificate: certificates.serverCertificate,
            key: certificates.serverKey)
        return try Listener(host: "127.0.0.1", port: 0, tls: context)
    }

    func clientContext() throws -> TLSContext {
        try .client(
            ca: certificates.authority, certificate: certificates.clientCertificate,
            key: certificates.clientKey)
    }

    func connect(_ listener: Listener, host: String = "localhost") async throws -> (
        client: Side, server: Side
    ) {
        let dialled = try Dial.tcp(
            host: "127.0.0.1", port: listener.port, tls: clientContext(), deadline: .now + .seconds(10),
            wakeUp: WakeUp(), isCancelled: { false })
        return (try Side(.client, dialled), try await accept(listener))
    }

    func accept(_ listener: Listener) async throws -> Side {
        while true {
            if let transport = try listener.accept() { return try Side(.server, transport) }
            await Task.yield()
        }
    }

    /// Turns the sides until `isDone`. Nothing here waits in a system call, since other tests need the threads.
    func settle(_ sides: [Side], until isDone: () -> Bool) async {
        while !isDone() {
            for side in sides { _ = side.turn() }
            await Task.yield()
        }
    }

    @Test func carriesMoreThanOneRecordAndOneWindow() async throws {
        let listener = try listener()
        let (client, server) = try await connect(listener)
        let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
        server.answer = { side, stream throws(HTTP2Error) in
            try side.connection?.respond(to: stream, HTTP2ConnectionTests.answer, body: Bytes(sent))
        }
        let stream = try #require(client.connection).request(HTTP2ConnectionTests.request, body: Bytes([1]))
        var consumed = 0
        await settle([client, server]) {
            client.connection?.consume(client.data.count - consumed, stream: stream)
            consumed = client.data.count
            return !client.closed.isEmpty
        }
        #expect(client.data == sent && server.data == [1])
        #expect(client.failure == nil && server.failure == nil)
    }

    @Test func aClientWithoutHTTP2GetsNoConnection() async throws {
        let listener = try listener()
        async let client = Tool.run(
            "openssl",
            [
                "s_client", "-connect", "127.0.0.1:\(listener.port)", "-alpn", "http/1.1", "-cert",
                certificates.clientCertificate, "-key", certificates.clientKey, "-CAfile",
                certificates.authority,
            ])
        let server = try await accept(listener)
        await settle([server]) { server.failure != nil || server.isAtEnd }
        #expect(server.failure?.code == .tls)
        server.connection = nil
        #expect(try await client.exit?.succeeded != true)
    }

    @Test func olderVersionsThanTLS12AreRefused() async throws {
        let listener = try listener()
        async let client = Tool.run(
            "openssl",
            [
                "s_client", "-connect", "127.0.0.1:\(listener.port)", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0",
                "-alpn", "h2",
            ])
        let server = try await accept(listener)
        await settle([server]) { server.failure != nil || server.isAtEnd }
        #expect(server.failure?.code == .tls)
        server.connection = nil
        #expect(try await client.exit?.succeeded != true)
    }

    @Test func filesThatAreNoCertificatesAreNamed() throws {
        let error = #expect(throws: HTTP2Error.self) {
            try TLSContext.client(
                ca: certificates.authority, certificate: certificates.clientKey, key: certificates.clientKey)
        }
        #expect(error?.code == .invalid && error?.message.contains(certificates.clientKey) == true)
    }

    @Test func anEmptyHostIsNoName() throws {
        let error = #expect(throws: HTTP2Error.self) { try TLSSession(clientContext(), host: "") }
        #expect(error?.code == .invalid)
    }
}
