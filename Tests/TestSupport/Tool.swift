public import Foundation

/// Programs of this machine and of this package, run to their end.
public enum Tool {
    /// The package's root.
    public static let root = Fixtures.tests.deletingLastPathComponent()

    /// The Python that has the peers' packages.
    public static var python: URL {
        get throws {
            let given = ProcessInfo.processInfo.environment["FALCONER_TEST_PYTHON"]
            let url = given.map { URL(filePath: $0) } ?? root.appending(path: ".build-venv/bin/python")
            guard FileManager.default.isExecutableFile(atPath: url.path) else {
                throw LaunchError(
                    description: "no Python for the peers at \(url.path): run Scripts/setup test")
            }
            return url
        }
    }

    /// The built `falconer`, beside the tests. `FALCONER_BINARY` names another.
    public static var falconer: URL {
        get throws {
            if let given = ProcessInfo.processInfo.environment["FALCONER_BINARY"] {
                return URL(filePath: given)
            }
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(filePath: tests).deletingLastPathComponent().appending(path: "falconer")
        }
    }

    /// Whether the tests run under a sanitizer, where it says nothing how long something takes.
    public static let isSanitized = ProcessInfo.processInfo.environment["FALCONER_SANITIZED"] != nil

    /// A program found on PATH.
    public static func find(_ name: String) throws -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        for directory in path.split(separator: ":") {
            let url = URL(filePath: String(directory)).appending(path: name)
            if FileManager.default.isExecutableFile(atPath: url.path) { return url }
        }
        throw LaunchError(description: "no \(name) on PATH: run Scripts/setup test")
    }

    /// Runs a program found on PATH to its end; `input` is all it reads.
    public static func run(
        _ name: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String?] = [:],
        directory: URL? = nil, within limit: Duration = .seconds(180)
    ) async throws -> ChildProcess.Output {
        try await run(
            find(name), arguments, input: input, environment: environment, directory: directory, within: limit
        )
    }

    /// Runs a program to its end; `input` is all it reads.
    public static func run(
        _ program: URL, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String?] = [:],
        directory: URL? = nil, terminal: Terminal? = nil, within limit: Duration = .seconds(180)
    ) async throws -> ChildProcess.Output {
        let process = try ChildProcess(
            program, arguments, environment: environment, directory: directory, terminal: terminal)
        if !input.isEmpty { process.write(input) }
        if terminal == nil { process.closeInput() }
        return try await process.exit(within: limit)
    }

    /// Runs the built `falconer` to its end.
    public static func falconer(
        _ arguments: String..., input: [UInt8] = [], environment: [String: String?] = [:],
        terminal: Terminal? = nil, within limit: Duration = .seconds(180)
    ) async throws -> ChildProcess.Output {
        try await run(
            falconer, arguments, input: input, environment: environment, terminal: terminal, within: limit)
    }

    /// Runs a copy of the built `falconer`, which lies in `directory`, as a user who is nobody and in no group.
    public static func falconerAsNobody(
        _ arguments: [String], in directory: TemporaryDirectory
    ) async throws -> ChildProcess.Output {
        let copy = directory("falconer")
        // By a process of its own: a file that this one has open for writing is inherited by whatever another test
        // starts just then, and cannot be executed as long as that has it.
        _ = try await run("cp", [falconer.path, copy])
        return try await run(
            "setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", copy] + arguments)
    }
}
