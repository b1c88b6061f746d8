internal import CMicroHTTPD
package import FalcoAlerts
internal import HTTP2

/// Falco's `http_output` as a source: an HTTP server that takes an alert, or several, with each POST, and answers 200
/// once they were taken over.
package final class HTTPSource: AlertSource {
    private let log: HTTPLog
    private let handOver: HTTPHandOver
    private let loop: HTTPLoop

    /// Makes the server. Who connects waits until it is run.
    ///
    /// - Parameter observer: called for each body or line that is no alert and each request that is not taken, from the
    ///   server's thread.
    /// - Throws: `InputError` when there can be no such server.
    package init(
        _ listener: borrowing HTTPListener, _ options: HTTPOptions = HTTPOptions(),
        observer: @escaping @Sendable (InputEvent) -> Void
    ) throws(InputError) {
        let name = "\(options.tls == nil ? "http" : "https")://\(listener.address)"
        log = HTTPLog(name: name, observer: observer)
        do throws(HTTP2Error) {
            handOver = try HTTPHandOver()
        } catch {
            throw InputError(code: .unavailable, input: name, message: error.message)
        }
        loop = try HTTPLoop(
            listener: listener.duplicate(), options,
            perAddress: listener.isLoopback ? 0 : options.connectionsPerAddress, handOver, log)
    }

    /// Where it is, as a URL.
    package var url: String { log.name }

    package var counts: SourceCounts { log.counts }

    package func stop() { handOver.stop() }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Uptake) async throws(SourceError) {
        do throws(HTTP2Error) {
            try Thread.start("http") { [loop] in loop.run() }
        } catch {
            throw .input(InputError(code: .unavailable, input: log.name, message: error.message))
        }
        await withTaskExecutorPreference(handOver) { await self.handOn(to: take) }
    }

    private func handOn(to take: @Sendable (AlertBatch) async -> Uptake) async {
        var isEnough = false
        while let load = await handOver.next() {
            var taken = 0
            for batch in load where !isEnough {
                if case .enough(let used) = await take(batch) {
                    isEnough = true
                    // Its senders are told that it was taken over.
                    log.count(unwanted: batch.count - (used ?? batch.count))
                }
                taken += 1
            }
            if isEnough { stop() }
            // What nobody wants any more is not answered with 200.
            handOver.settle(taken: taken)
        }
    }
}

/// libmicrohttpd, which is loaded only when it is needed.
package enum HTTPLibrary {
    /// Its version at run time; `nil` when it is not installed.
    package static var version: String? { mhd_version().map { String(cString: $0) } }
}
