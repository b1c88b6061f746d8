import Foundation

/// The gRPC C++ client `Tests/Peers/cxx_client.cc`.
public enum CxxClient {
    /// Runs it to its end: `version`, `get`, or `sub` with how many alerts and how often to ask in milliseconds.
    public static func run(socket: String, _ call: [String]) async throws -> ChildProcess.Output {
        try await Tool.run(program(), [socket] + call)
    }

    /// Starts it.
    public static func start(socket: String, _ call: [String]) async throws -> ChildProcess {
        try await ChildProcess(program(), [socket] + call)
    }

    /// The program, built if it is not, or no longer what its source says.
    private static func program() async throws -> URL {
        let build = try await Tool.run(
            Fixtures.tests.appending(path: "Peers/build"), within: .seconds(300))
        guard build.exit?.code == 0 else { throw LaunchError(description: build.errorText) }
        return Fixtures.tests.deletingLastPathComponent().appending(path: ".build-peers/cxx_client")
    }
}
