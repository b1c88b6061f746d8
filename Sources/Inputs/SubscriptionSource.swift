package import FalcoAlerts
package import FalcoRPC
internal import Synchronization

/// Falco's gRPC API as a source. What Falco has handed out it does not take back.
package final class SubscriptionSource: AlertSource {
    private let stream: AlertStream
    private let unwanted = Atomic<Int>(0)

    package init(_ stream: AlertStream) {
        self.stream = stream
    }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Uptake) async throws(SourceError) {
        do throws(FalcoRPCError) {
            for try await batch in stream {
                guard case .enough(let taken) = await take(batch) else { continue }
                unwanted.add(batch.count - (taken ?? batch.count), ordering: .relaxed)
                stream.stop()
            }
        } catch {
            throw .falco(error)
        }
    }

    package func stop() { stream.stop() }

    package var counts: SourceCounts {
        let counts = stream.counts
        return SourceCounts(
            received: counts.received, undecodable: counts.undecodable, bytes: counts.bytes,
            unwanted: unwanted.load(ordering: .relaxed))
    }
}
