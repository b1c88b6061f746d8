import FalcoRPC
import Foundation
import TestSupport
import Testing

/// Places where no Falco can be reached: each has a reason of its own and words that help.
@Suite(.timeLimit(.minutes(5))) struct EndpointTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    static func failure(_ endpoint: FalcoEndpoint) async throws -> FalcoRPCError {
        let client = FalcoClient(endpoint)
        let error = await #expect(throws: FalcoRPCError.self) { try await client.version() }
        var options = SubscriptionOptions()
        options.reconnects = false
        let other = try await Collector(client, options).end().error
        #expect(other?.reason == error?.reason && other?.code == error?.code)
        return try #require(error)
    }

    @Test func aMissingSocket() async throws {
        let error = try await Self.failure(.unix(path: directory("falco.sock")))
        #expect(error.code == .unavailable && error.reason == .socketMissing)
        #expect(error.message.contains("no socket at \(directory("falco.sock"))"))
    }

    @Test func aSocketThatIsLeftOver() async throws {
        let falco = try await FakeFalco(socket: directory("falco.sock"))
        try await falco.kill()
        let error = try await Self.failure(.unix(path: directory("falco.sock")))
        #expect(error.code == .unavailable && error.reason == .connectionRefused)
        #expect(error.message.contains("left over"))
    }

    @Test func aPlainFileAndADirectory() async throws {
        try Data("hello".utf8).write(to: directory.url.appending(path: "file"))
        var error = try await Self.failure(.unix(path: directory("file")))
        #expect(error.reason == .notASocket && error.message.contains("plain file"))
        error = try await Self.failure(.unix(path: directory.url.path))
        #expect(error.reason == .notASocket && error.message.contains("directory"))
        error = try await Self.failure(.unix(path: directory("file/falco.sock")))
        #expect(error.reason == .socketMissing)
    }

    @Test func aPathThatIsTooLong() async throws {
        let error = try await Self.failure(.unix(path: "/tmp/" + String(repeating: "x", count: 120)))
        #expect(error.code == .invalidArgument && error.reason == .invalidEndpoint)
        #expect(error.message.contains("107"))
        #expect(try await Self.failure(.unix(path: "")).reason == .invalidEndpoint)
    }

    @Test func permanentFaultsEndASubscriptionThatWouldReconnect() async throws {
        try Data("hello".utf8).write(to: directory.url.appending(path: "file"))
        let error = try await Collector(FalcoClient(.unix(path: directory("file")))).end().error
        #expect(error?.reason == .notASocket)
    }

    @Test func missingCertificates() async throws {
        let endpoint = FalcoEndpoint.tcp(
            host: "localhost", port: 1, ca: directory("ca.pem"), certificate: directory("c.pem"),
            key: directory("k.pem"))
        let error = try await Self.failure(endpoint)
        #expect(error.reason == .invalidEndpoint)
        #expect(error.message.contains("ca.pem") && error.message.contains("No such file"))
    }
}
