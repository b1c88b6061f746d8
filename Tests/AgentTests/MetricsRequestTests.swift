import Doctor
import Foundation
import TestSupport
import Testing

@testable import Agent

struct MetricsRequestTests {
    private func ask(_ url: String, timeout: Duration = .seconds(20)) async throws -> Result<
        FalcoMetrics, Obstacle
    > {
        var request = MetricsRequest(endpoint: try #require(MetricsEndpoint(url)))
        request.timeout = timeout
        return await request.metrics()
    }

    @Test(arguments: ["good", "chunked"])
    func countersCome(_ mode: String) async throws {
        let server = try await MetricsServer(mode)
        try await server.count("Terminal shell in container", 7)
        let metrics = try await ask(server.url).get()
        #expect(metrics.matches == ["Terminal shell in container": 7])
        #expect(metrics.version?.version == "0.43.1")
    }

    @Test(arguments: [
        ("missing", "status 404"), ("strange", "none of Falco's counters"), ("endless", "longer than 8 MiB"),
    ])
    func otherAnswersAreSaid(_ mode: String, _ words: String) async throws {
        let server = try await MetricsServer(mode)
        let obstacle = try await #require(throws: Obstacle.self) {
            try await ask(server.url).get()
        }
        #expect(obstacle.message.contains(words), "\(obstacle.message)")
    }

    @Test(arguments: ["trickle", "mute"])
    func aSlowServerIsGivenUp(_ mode: String) async throws {
        let server = try await MetricsServer(mode)
        let obstacle = try await #require(throws: Obstacle.self) {
            try await ask(server.url, timeout: .milliseconds(300)).get()
        }
        #expect(obstacle.kind == .timedOut)
    }

    @Test func nobodyListening() async throws {
        let server = try await MetricsServer()
        server.peer.process.signal(SIGKILL)
        try await server.peer.process.exit()
        let obstacle = try await #require(throws: Obstacle.self) {
            try await ask(server.url).get()
        }
        #expect(obstacle.kind == .refused)
    }
}
