public import FalcoAlerts
internal import HTTP2

/// A server of Falco's gRPC API (`falco.outputs` and `falco.version`) that behaves as Falco's own does.
///
/// There is one queue for all clients, and each alert goes to one of them. `sub` empties the queue once for every
/// request; `get` empties it and ends. Before the first alert `sub` sends nothing at all.
///
/// ```swift
/// let server = try FalcoServer(version: FalcoVersion(major: 0, minor: 43, patch: 1))
/// try server.listen(unix: "/run/user/1000/falco.sock", mode: 0o600)
/// try server.enqueue(batch)
/// await server.drained()
/// server.stop()
/// ```
///
/// The server runs on a thread of its own, until ``stop()`` or until nobody holds it any more.
public final class FalcoServer: Sendable {
    /// How many `sub` calls are served at a time. Further ones wait in silence, as with Falco.
    public static let maximumSubscribers = 20

    private let control: ServerControl
    private let queue: SharedQueue

    /// A server that listens nowhere yet.
    ///
    /// - Parameters:
    ///   - version: what it says it is.
    ///   - maximumQueuedBytes: the size of all queued messages. When one more would exceed it, the oldest are lost and
    ///     counted in ``lost``.
    /// - Throws: `FalcoRPCError` when the system has no descriptors or threads left.
    public init(version: FalcoVersion, maximumQueuedBytes: Int = 64 << 20) throws(FalcoRPCError) {
        do throws(HTTP2Error) {
            let control = try ServerControl()
            let queue = SharedQueue(maximumBytes: maximumQueuedBytes)
            (self.control, self.queue) = (control, queue)
            try Thread.start("falco-server") {
                ServerLoop(control, SharedQueueService(queue, version: version), ServerLimits()).run()
            }
        } catch {
            throw FalcoRPCError(error)
        }
    }

    deinit {
        stop()
    }

    /// Listens on a Unix socket. A socket that a dead server left there is replaced; anything else is not.
    ///
    /// - Parameters:
    ///   - path: at most 107 bytes.
    ///   - mode: the permissions of the socket; connecting needs write permission.
    /// - Throws: `FalcoRPCError` when something is in the way, or the directory does not allow it.
    public func listen(unix path: String, mode: UInt16 = 0o600) throws(FalcoRPCError) {
        do throws(HTTP2Error) {
            try control.add(Listener(unix: UnixAddress(path: path), mode: mode))
        } catch {
            throw FalcoRPCError(error)
        }
    }

    /// Listens on a TCP port with mutual TLS.
    ///
    /// - Parameters:
    ///   - host: the address to listen on.
    ///   - port: 0 for any free one.
    ///   - ca: the path of a PEM file with the authorities that may have signed clients' certificates.
    ///   - certificate: the path of a PEM file with the server's certificate and chain.
    ///   - key: the path of a PEM file with the server's private key.
    /// - Returns: the port.
    /// - Throws: `FalcoRPCError` when a file cannot be used, or the port is taken.
    @discardableResult
    public func listen(
        host: String, port: UInt16, ca: String, certificate: String, key: String
    ) throws(FalcoRPCError) -> UInt16 {
        do throws(HTTP2Error) {
            let context = try TLSContext.server(ca: ca, certificate: certificate, key: key)
            let listener = try Listener(host: host, port: port, tls: context)
            try control.add(listener)
            return listener.port
        } catch {
            throw FalcoRPCError(error)
        }
    }

    /// Queues all alerts of a batch.
    /// - Throws: `AlertError` when memory is short.
    public func enqueue(_ batch: AlertBatch) throws(AlertError) {
        for alert in batch { try enqueue(alert) }
    }

    /// Queues one alert.
    /// - Throws: `AlertError` when memory is short.
    public func enqueue(_ alert: Alert) throws(AlertError) {
        queue.append(try alert.encoded())
    }

    /// Queues a message as it is, whatever its bytes are.
    public func enqueue(message: [UInt8]) {
        queue.append(message)
    }

    /// Messages in the queue.
    public var queued: Int { queue.count }

    /// Messages that were lost because the queue was full.
    public var lost: Int { queue.lost }

    /// Request messages that `sub` calls have sent so far.
    public var requests: Int { queue.requests }

    /// `sub` calls that are being served.
    public var subscribers: Int { queue.subscribers }

    /// Returns when the queue is empty, or the server is stopped. What was in it has then been given to connections, which
    /// ``stop()`` lets send it.
    public func drained() async {
        await queue.drained()
    }

    /// Stops: the socket file is removed at once, clients are told to go (GOAWAY), and each `sub` call ends with status OK at
    /// its next request, at the latest after a quarter of a second. What is still queued is lost. May be called from any
    /// thread; returns at once.
    public func stop() {
        queue.close()
        control.stop()
    }

    /// Returns when everything is closed, at most about a second after ``stop()``.
    public func stopped() async {
        await control.stopped()
    }
}
