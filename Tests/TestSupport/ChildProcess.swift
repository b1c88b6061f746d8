import Dispatch
public import Foundation

/// A program that a test runs: lines and bytes of its output as they come, its input, its end.
///
/// It dies with this object, and with the test process however that ends.
public final class ChildProcess: Sendable {
    /// What came from the process so far.
    public struct Output: Sendable {
        /// Standard output, or all that was written to the terminal.
        public internal(set) var bytes: [UInt8] = []
        /// Standard error, when it is not the terminal.
        public internal(set) var errors: [UInt8] = []
        /// Whole lines of `bytes` that nobody took yet.
        public internal(set) var lines: [String] = []
        /// How the process ended; nil while it runs or output of it is still to be read.
        public internal(set) var exit: ExitStatus?
        var unsplit = 0
        var openEnds = 0
        var ended: ExitStatus?

        /// Standard output as text.
        public var text: String { String(decoding: bytes, as: UTF8.self) }
        /// Standard error as text.
        public var errorText: String { String(decoding: errors, as: UTF8.self) }

        /// Each byte is looked at once, by `memchr`: lines may be of megabytes, and sanitizers slow.
        mutating func append(_ more: ArraySlice<UInt8>) {
            var start = bytes.count
            bytes += more
            bytes.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                while let end = memchr(base + start, 0x0A, bytes.count - start).map({ base.distance(to: $0) })
                {
                    lines.append(String(decoding: bytes[unsplit..<end], as: UTF8.self))
                    unsplit = end + 1
                    start = unsplit
                }
            }
        }

        mutating func settle() {
            if openEnds == 0 { exit = ended }
        }
    }

    /// The program's file name.
    public let name: String
    /// Its process number; the process may be gone.
    public let pid: pid_t
    private let output = Monitor(Output())
    private let input: Int32
    private let terminal: Bool
    private let writer: DispatchQueue
    /// True once the process is gone and its number may be another's.
    private let reaped = Monitor(false)

    /// Starts a program. `environment` is added to the test's own; a nil value removes a variable.
    public init(
        _ program: URL, _ arguments: [String] = [], environment: [String: String?] = [:],
        directory: URL? = nil,
        terminal: Terminal? = nil
    ) throws {
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw LaunchError(description: "no such program: \(program.path)")
        }
        var variables = ProcessInfo.processInfo.environment
        for (key, value) in environment { variables[key] = value }
        let launched = try Launcher.shared.launch(
            [program.path] + arguments, variables.map { "\($0.key)=\($0.value)" }, directory?.path, terminal)
        name = program.lastPathComponent
        pid = launched.pid
        input = launched.input
        self.terminal = terminal != nil
        writer = DispatchQueue(label: "input of \(name)")
        output.change { $0.openEnds = launched.errors < 0 ? 1 : 2 }
        read(launched.output) { $0.append($1) }
        if launched.errors >= 0 { read(launched.errors) { $0.errors += $1 } }
        reap()
    }

    deinit {
        signal(SIGKILL)
        writer.async { [input] in close(input) }
    }

    private func read(
        _ descriptor: Int32, _ take: @escaping @Sendable (inout Output, ArraySlice<UInt8>) -> Void
    ) {
        let output = output
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = Foundation.read(descriptor, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                // A terminal whose other side closed says EIO, not an end of file.
                guard count > 0 else { break }
                let part = buffer[..<count]
                output.change { take(&$0, part) }
            }
            output.change {
                $0.openEnds -= 1
                $0.settle()
            }
            close(descriptor)
        }
    }

    private func reap() {
        let (pid, output, reaped) = (pid, output, reaped)
        Thread.detachNewThread {
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
            let status = reaped.change { gone in
                var (status, usage) = (Int32(0), rusage())
                wait4(pid, &status, 0, &usage)
                gone = true
                return ExitStatus(wait: status, usage)
            }
            output.change {
                $0.ended = status
                $0.settle()
            }
        }
    }

    /// Sends a signal; nothing happens when the process is gone.
    public func signal(_ number: Int32) {
        reaped.change { [pid] gone in
            if !gone { kill(pid, number) }
        }
    }

    /// Writes to standard input, in the background and in order.
    public func write(_ bytes: [UInt8]) {
        writer.async { [input] in writeAll(bytes, to: input) }
    }

    /// Writes text to standard input, in the background and in order.
    public func write(_ text: String) { write(Array(text.utf8)) }

    /// Ends standard input after all that was written. On a terminal, types Control-D.
    public func closeInput() {
        guard !terminal else { return write([4]) }
        writer.async { [input] in replaceWithNothing(input) }
    }

    /// What came so far.
    public var outputSoFar: Output { output.state }

    /// Takes the next line of standard output.
    public func nextLine(within limit: Duration = .seconds(90)) async throws -> String {
        try await line(within: limit, "a line") { _ in true }
    }

    /// Takes the first line that fits, leaving those before it.
    public func line(
        within limit: Duration = .seconds(90), _ what: String,
        where fits: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        let found = try await output.first(within: limit, "\(what) from \(self.name)") {
            output -> Result<String, LaunchError>? in
            if let index = output.lines.firstIndex(where: fits) {
                return .success(output.lines.remove(at: index))
            }
            return output.exit.map { exit in
                .failure(
                    LaunchError(description: "\(exit) before \(what) came; \(output.errorText.suffix(2000))"))
            }
        }
        return try found.get()
    }

    /// Waits until the output so far fulfils a condition, or the process ended; returns the output then.
    @discardableResult
    public func output(
        within limit: Duration = .seconds(90), until condition: @escaping @Sendable (Output) -> Bool
    ) async throws -> Output {
        try await output.first(within: limit, "the awaited output of \(self.name)") {
            condition($0) || $0.exit != nil ? $0 : nil
        }
    }

    /// Waits for the end of the process and of its output. At the deadline it is killed and the wait fails.
    @discardableResult
    public func exit(within limit: Duration = .seconds(180)) async throws -> Output {
        do {
            return try await output.first(within: limit, "the end of \(self.name)") {
                $0.exit == nil ? nil : $0
            }
        } catch {
            let soFar = outputSoFar
            signal(SIGKILL)
            throw LaunchError(
                description:
                    "\(error); output: \(soFar.text.suffix(2000)); errors: \(soFar.errorText.suffix(2000))")
        }
    }
}

/// A program that could not be started, or ended when more was expected of it.
public struct LaunchError: Error, CustomStringConvertible {
    /// What happened, with the end of what the program said.
    public let description: String
}
