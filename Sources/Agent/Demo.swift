internal import CEmbedded
internal import FalcoAlerts
package import FalcoRPC
package import Recordings

/// Falconer at work without a Falco: recorded alerts, served by the built-in server on a private socket, received
/// through the ordinary client.
package struct Demo: Sendable {
    package let recording: Recording
    /// Alerts a second; `nil` serves them all at once.
    package let rate: Double?

    /// The demo with the recording that the binary carries.
    /// - Throws: `AgentError` when the binary carries none.
    package init(rate: Double?) throws(AgentError) {
        guard let file = falconer_file_named("demo.recording") else {
            throw AgentError(.internalFault, "this binary carries no demo recording")
        }
        do throws(RecordingError) {
            recording = try Recording(
                Array(UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.length)))
        } catch {
            throw AgentError(.internalFault, "the demo recording is unusable: \(error)")
        }
        self.rate = rate
    }

    /// Runs the demo. `makePlan` gives the plan for the socket it is handed.
    /// - Throws: `AgentError` or `FalcoRPCError` when the server cannot be set up.
    package func run(
        console: Console, makePlan: (FalcoEndpoint) throws -> AttachPlan
    ) async throws -> Attachment.Outcome {
        let directory = try PrivateDirectory(prefix: "falconer-demo")
        defer { directory.remove(files: ["falco.sock"]) }
        let socket = "\(directory.path)/falco.sock"
        var plan = try makePlan(.unix(path: socket))
        plan.ending.received = recording.entries.count
        plan.input.subscription.reconnects = false
        plan.leaveNothing = { directory.remove(files: ["falco.sock"]) }

        let server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
        try server.listen(unix: socket, mode: 0o600)
        defer { server.stop() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(server) }
            let outcome = await Attachment(plan: plan, console: console).run()
            group.cancelAll()
            return outcome
        }
    }

    private func feed(_ server: FalcoServer) async {
        guard let rate else {
            for entry in recording.entries { server.enqueue(message: entry.bytes) }
            return
        }
        for entry in recording.entries {
            server.enqueue(message: entry.bytes)
            do { try await Task.sleep(for: .seconds(1 / rate)) } catch { return }
        }
    }
}
