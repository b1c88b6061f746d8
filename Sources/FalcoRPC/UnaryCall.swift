internal import HTTP2
internal import Synchronization

/// A call with one request and one response, on a connection and a thread of its own.
final class UnaryCall: Sendable {
    private struct State {
        var waiter: UnsafeContinuation<Result<[UInt8], FalcoRPCError>, Never>?
        var isCancelled = false
    }

    /// A response longer than this is not one that Falco gives.
    private static let maximum = 64 << 10

    private let method: Method
    private let endpoint: FalcoEndpoint
    private let deadline: ContinuousClock.Instant
    private let timeout: Duration
    private let wakeUp: WakeUp
    private let state = Mutex(State())

    init(_ method: Method, _ endpoint: FalcoEndpoint, timeout: Duration) throws(FalcoRPCError) {
        self.method = method
        self.endpoint = endpoint
        self.timeout = timeout
        deadline = .now + timeout
        do throws(HTTP2Error) {
            wakeUp = try WakeUp()
        } catch {
            throw FalcoRPCError(error)
        }
    }

    /// The response's message.
    func response() async throws(FalcoRPCError) -> [UInt8] {
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { begin($0) }
        } onCancel: {
            state.withLock { $0.isCancelled = true }
            wakeUp.signal()
            finish(.failure(UnaryCall.cancelled))
        }
        return try outcome.get()
    }

    private static let cancelled = FalcoRPCError(.cancelled, .cancelled, "the call was cancelled")

    private func begin(_ waiter: UnsafeContinuation<Result<[UInt8], FalcoRPCError>, Never>) {
        let isCancelled = state.withLock { state in
            state.waiter = waiter
            return state.isCancelled
        }
        if isCancelled { return finish(.failure(UnaryCall.cancelled)) }
        do throws(HTTP2Error) {
            try Thread.start("falco-call") { self.run() }
        } catch {
            finish(.failure(FalcoRPCError(error)))
        }
    }

    /// Gives the answer, unless one was given before.
    private func finish(_ outcome: Result<[UInt8], FalcoRPCError>) {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: outcome)
    }

    private var isCancelled: Bool { state.withLock { $0.isCancelled } }

    private func run() {
        do throws(FalcoRPCError) {
            finish(.success(try exchange()))
        } catch {
            finish(.failure(error))
        }
    }

    private func exchange() throws(FalcoRPCError) -> [UInt8] {
        let response = Response()
        var dialer = Dialer(endpoint, timeout: timeout)
        let transport = try dialer.dial(wakeUp) { isCancelled }
        let call = try ClientCall(
            method, over: transport, place: endpoint.description, window: 1 << 16, maximum: UnaryCall.maximum,
            sink: response)
        defer { call.close() }
        let buffer = ReadBuffer()
        while call.outcome == nil {
            guard let connection = call.connection else { break }
            do throws(HTTP2Error) {
                try connection.flush()
                var poll = Poll()
                poll.add(wakeUp.number, read: true)
                poll.add(connection.transportNumber, read: true, write: connection.wantsWrite)
                poll.wait(until: deadline)
                if isCancelled { throw HTTP2Error(.cancelled, "the call was cancelled") }
                if poll.readable(1), case .end = try connection.receive(with: buffer), call.outcome == nil {
                    throw HTTP2Error(
                        .closed, "the server closed the connection without an answer")
                }
            } catch {
                if call.outcome == nil { throw FalcoRPCError(error, at: "\(endpoint)") }
            }
            if ContinuousClock.now >= deadline && call.outcome == nil {
                throw FalcoRPCError(
                    .deadlineExceeded, .timedOut, "the server at \(endpoint) did not answer in time")
            }
        }
        if case .failed(let error) = call.outcome { throw error }
        guard let message = response.message else {
            throw FalcoRPCError(
                .internal, .protocolViolation, "the server at \(endpoint) ended the call without a response")
        }
        return message
    }

    private final class Response: MessageSink {
        var message: [UInt8]?

        func received(_ message: UnsafeRawBufferPointer) {
            self.message = [UInt8](message)
        }

        func receivedOversized(_ start: UnsafeRawBufferPointer, size: Int) {}
    }
}
