package import FalcoAlerts
package import FalcoRPC

/// Falco's gRPC API as a source.
package struct SubscriptionSource: AlertSource {
    private let stream: AlertStream

    package init(_ stream: AlertStream) {
        self.stream = stream
    }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Bool) async throws(SourceError) {
        do throws(FalcoRPCError) {
            for try await batch in stream where await !take(batch) { stream.stop() }
        } catch {
            throw .falco(error)
        }
    }

    package func stop() { stream.stop() }

    package var counts: SourceCounts {
        let counts = stream.counts
        return SourceCounts(
            received: counts.received, undecodable: counts.undecodable, bytes: counts.bytes)
    }
}
