package import FalcoAlerts
internal import Synchronization

/// Several sources at once. What comes from one stays in order; what comes twice, from two of them, is handed on once.
///
/// It ends when all have ended. A source that fails ends the others too, in order: half of the alerts would look like
/// all of them.
package final class MergedSource: AlertSource {
    /// What has come from one of the sources.
    package struct Share: Sendable, Hashable {
        package var name: String
        package var counts: SourceCounts
    }

    private let sources: [NamedSource]
    private let duplicates: Mutex<DuplicateTable>
    private let duplicatesBySource: Mutex<[Int]>

    /// - Parameter sources: at least one.
    package init(_ sources: [NamedSource]) {
        self.sources = sources
        duplicates = Mutex(DuplicateTable(sources: sources.count))
        duplicatesBySource = Mutex(Array(repeating: 0, count: sources.count))
    }

    /// What has come from each source so far, in the order in which they were named.
    package var shares: [Share] {
        let duplicates = duplicatesBySource.withLock { $0 }
        return zip(sources, duplicates).map { source, duplicates in
            var counts = source.source.counts
            counts.duplicates = duplicates
            return Share(name: source.name, counts: counts)
        }
    }

    package var counts: SourceCounts { shares.reduce(into: SourceCounts()) { $0 += $1.counts } }

    package var progress: SourceProgress? { sources.count == 1 ? sources[0].source.progress : nil }

    package func stop() {
        for source in sources { source.source.stop() }
    }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Bool) async throws(SourceError) {
        if sources.count == 1 { return try await sources[0].source.run(take) }
        let failure = await withTaskGroup(of: SourceError?.self) { group in
            for index in sources.indices {
                group.addTask { await self.run(index, take) }
            }
            var first: SourceError?
            for await failure in group {
                guard let failure else { continue }
                first = first ?? failure
                stop()
            }
            return first
        }
        if let failure { throw failure }
    }

    private func run(_ index: Int, _ take: @escaping @Sendable (AlertBatch) async -> Bool) async
        -> SourceError?
    {
        do throws(SourceError) {
            try await sources[index].source.run { batch in
                guard let batch = self.withoutDuplicates(batch, from: index) else { return true }
                if await take(batch) { return true }
                // Enough from one is enough from all.
                self.stop()
                return false
            }
            return nil
        } catch {
            return error
        }
    }

    /// The batch without the alerts that another source has brought; `nil` when nothing is left.
    private func withoutDuplicates(_ batch: AlertBatch, from index: Int) -> AlertBatch? {
        let isNew = duplicates.withLock { table in batch.map { table.isNew($0.id, from: index) } }
        let known = isNew.count { !$0 }
        if known == 0 { return batch }
        guard known < batch.count else {
            duplicatesBySource.withLock { $0[index] += known }
            return nil
        }
        do throws(AlertError) {
            var builder = try AlertBatchBuilder(maximumMessageSize: 1 << 30)
            for (alert, isNew) in zip(batch, isNew) where isNew { try builder.append(alert) }
            let rest = try builder.take()
            duplicatesBySource.withLock { $0[index] += known }
            return rest
        } catch {
            // Memory is short: twice is better than not at all.
            return batch
        }
    }
}
