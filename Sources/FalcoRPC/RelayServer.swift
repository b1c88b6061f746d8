package import FalcoAlerts
package import HTTP2

/// A server of Falco's gRPC API that gives every alert to every subscriber.
///
/// It speaks as Falco's own server does (see ``FalcoServer``), with these differences: each call has a place of its own
/// in one ring of alerts, and a call that is too slow loses its oldest alerts and no others do; `get` gives what the
/// client has not seen; a call whose client has sent its last request ends once that is served; what is too much is
/// refused in words; a stop gives all that waits to those who read, and ends in bounded time. Metadata tell it more:
/// `falconer-client-id` names the client, `falconer-since` says where to begin.
///
/// The server runs on a thread of its own, until ``stop()`` or until nobody holds it any more.
package final class RelayServer: Sendable {
    private let control: ServerControl
    private let state: RelayState
    private let repairsText: Bool

    /// A server that listens nowhere yet.
    ///
    /// - Parameters:
    ///   - version: what it says it is until told otherwise.
    ///   - repairsText: whether alerts with text that is not UTF-8 go out repaired instead of as they came. Strict
    ///     clients, which are those of Go, Python and C++, lose the stream at such an alert.
    ///   - observer: told what happens, on the server's thread or a publisher's. It must be quick.
    /// - Throws: `FalcoRPCError` when the system has no descriptors or threads left.
    package init(
        version: FalcoVersion, limits: RelayLimits = RelayLimits(), repairsText: Bool = false,
        observer: @escaping @Sendable (RelayEvent) -> Void = { _ in }
    ) throws(FalcoRPCError) {
        self.repairsText = repairsText
        do throws(HTTP2Error) {
            let control = try ServerControl()
            let state = RelayState(limits, version: version, control: control, observer: observer)
            (self.control, self.state) = (control, state)
            let loopLimits = ServerLimits(
                connections: limits.connections, refusals: 16, handshake: .seconds(10),
                end: limits.stop * 0.75, close: limits.stop)
            try Thread.start("falco-relay") {
                ServerLoop(control, RelayService(state), loopLimits).run()
            }
        } catch {
            throw FalcoRPCError(error)
        }
    }

    deinit {
        stop()
    }

    /// Serves those who connect to a socket that listens.
    /// - Throws: `FalcoRPCError` when the server is stopped; the listener's file is then gone.
    package func serve(_ listener: Listener) throws(FalcoRPCError) {
        do throws(HTTP2Error) {
            try control.add(listener)
        } catch {
            throw FalcoRPCError(error)
        }
    }

    /// Gives alerts to all subscribers. When none of them keeps up, waits up to two seconds for one to catch up.
    ///
    /// Alerts that kept the protobuf message they came as are given out as those bytes.
    /// - Throws: `AlertError` when memory is short.
    package func publish(_ batch: AlertBatch) async throws(AlertError) {
        for (block, times) in try AlertMessage.blocks(of: batch, repairsText: repairsText) {
            await state.publish(block, times: times)
        }
    }

    /// What `version` answers.
    package var version: FalcoVersion {
        get { state.version }
        set { state.version = newValue }
    }

    /// Whether health checks are told that alerts come.
    package var isServing: Bool {
        get { state.isServing }
        set { state.isServing = newValue }
    }

    /// How it stands.
    package var statistics: RelayStatistics { state.statistics }

    /// Stops: the socket files are removed at once, clients are told to go (GOAWAY), subscribers get all that waits for
    /// them, and each call ends with status OK. May be called from any thread; returns at once.
    package func stop() {
        control.stop()
    }

    /// Returns when everything is closed, at most ``RelayLimits/stop`` after ``stop()``.
    package func stopped() async {
        await control.stopped()
    }
}
