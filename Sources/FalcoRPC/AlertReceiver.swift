internal import FalcoAlerts

/// Decodes the messages of a subscription into batches. It belongs to the thread that reads.
final class AlertReceiver: MessageSink {
    private var builder: AlertBatchBuilder
    private let observer: (@Sendable (SubscriptionEvent) -> Void)?
    /// Batches that are full; normally none.
    private var full: [AlertBatch] = []
    /// What happened since the last ``takeCounts()``.
    private var counts = SubscriptionCounts()

    init(_ options: SubscriptionOptions) throws(AlertError) {
        builder = try AlertBatchBuilder(
            maximumMessageSize: options.maximumMessageSize, keepsOriginals: options.keepsOriginals)
        observer = options.observer
    }

    func received(_ message: UnsafeRawBufferPointer) {
        counts.received += 1
        counts.bytes += message.count + 5
        do throws(AlertError) {
            try builder.decode(message)
        } catch {
            guard error.code == .batchFull else { return refuse(message, size: message.count, error) }
            retry(message)
        }
    }

    func receivedOversized(_ start: UnsafeRawBufferPointer, size: Int) {
        counts.received += 1
        counts.bytes += size + 5
        refuse(start, size: size, AlertError(.tooLarge))
    }

    /// Makes room for a message that did not fit into the batch.
    private func retry(_ message: UnsafeRawBufferPointer) {
        do throws(AlertError) {
            if let batch = try builder.take() { keep(batch) }
            try builder.decode(message)
        } catch {
            refuse(message, size: message.count, error)
        }
    }

    private func refuse(_ bytes: UnsafeRawBufferPointer, size: Int, _ error: AlertError) {
        counts.undecodable += 1
        guard let observer else { return }
        let start = [UInt8](bytes.prefix(MessageDeframer.keptOfOversized))
        observer(.undecodable(bytes: start, size: size, error))
    }

    private func keep(_ batch: AlertBatch) {
        counts.decoded += batch.count
        full.append(batch)
    }

    /// The alerts received since the last call: mostly none or one batch.
    func takeBatches() -> [AlertBatch] {
        do throws(AlertError) {
            if let batch = try builder.take() { keep(batch) }
        } catch {
            // Memory is short: the builder keeps them for the next time.
        }
        defer { full = [] }
        return full
    }

    func takeCounts() -> SubscriptionCounts {
        defer { counts = SubscriptionCounts() }
        return counts
    }
}
