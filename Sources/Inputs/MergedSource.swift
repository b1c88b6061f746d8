package import FalcoAlerts
internal import Synchronization

/// Several sources at once. What comes from one stays in order; what comes twice, from two of them, is handed on once.
///
/// It ends when all have ended. One that fails leaves the others alone; that it failed is told at once, and again at the
/// end.
package final class MergedSource: AlertSource {
    /// What has come from one of the sources.
    package struct Share: Sendable, Hashable {
        package var name: String
        package var counts: SourceCounts
    }

    /// The end of one of the sources.
    package struct Ending: Sendable {
        package var name: String
        /// Why it ended before its time; `nil` when it did not.
        package var failure: SourceError?
        /// How many others go on.
        package var others: Int
        /// Whether its failure is what the run ends with.
        package var isFirstFailure: Bool
    }

    private let sources: [NamedSource]
    private let endsWithFalco: Bool
    private let observer: @Sendable (Ending) -> Void
    private let duplicates: Mutex<DuplicateTable>
    private let duplicatesBySource: Mutex<[Int]>
    private let failures = Atomic<Int>(0)

    /// - Parameters:
    ///   - sources: at least one.
    ///   - endsWithFalco: whether all end in order when a Falco is lost for good.
    ///   - observer: called when one of them ends, from any thread.
    package init(
        _ sources: [NamedSource], endsWithFalco: Bool = false,
        observer: @escaping @Sendable (Ending) -> Void = { _ in }
    ) {
        self.sources = sources
        self.endsWithFalco = endsWithFalco
        self.observer = observer
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

    /// Whether every one of the sources has failed.
    package var haveAllFailed: Bool { failures.load(ordering: .acquiring) == sources.count }

    /// Whether any alert has come.
    package var hasAlerts: Bool {
        let counts = counts
        return counts.received > counts.undecodable
    }

    package func stop() {
        for source in sources { source.source.stop() }
    }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Uptake) async throws(SourceError) {
        let failure = await withTaskGroup(of: (Int, SourceError?).self) { group in
            for index in sources.indices {
                group.addTask { (index, await self.run(index, take)) }
            }
            var first: SourceError?
            var others = sources.count
            for await (index, failure) in group {
                others -= 1
                observer(
                    Ending(
                        name: sources[index].name, failure: failure, others: others,
                        isFirstFailure: failure != nil && first == nil))
                guard let failure else { continue }
                failures.add(1, ordering: .releasing)
                first = first ?? failure
                if case .falco = failure, endsWithFalco { stop() }
            }
            return first
        }
        if let failure { throw failure }
    }

    private func run(_ index: Int, _ take: @escaping @Sendable (AlertBatch) async -> Uptake) async
        -> SourceError?
    {
        do throws(SourceError) {
            if sources.count == 1 {
                try await sources[0].source.run(take)
                return nil
            }
            try await sources[index].source.run { batch in
                let fresh = self.withoutDuplicates(batch, from: index)
                guard let rest = fresh.batch else { return .more }
                guard case .enough(let taken) = await take(rest) else { return .more }
                // Enough from one is enough from all.
                self.stop()
                return .enough(taken: taken.map { self.keep($0, of: fresh.isNew, from: index) })
            }
            return nil
        } catch {
            return error
        }
    }

    /// The batch without the alerts that another source has brought, `nil` when nothing is left, and for each alert of
    /// the batch whether it is in there.
    private func withoutDuplicates(_ batch: AlertBatch, from index: Int) -> (
        batch: AlertBatch?, isNew: [Bool]
    ) {
        let isNew = duplicates.withLock { table in batch.map { table.isNew($0.id, from: index) } }
        let known = isNew.count { !$0 }
        if known == 0 { return (batch, isNew) }
        guard known < batch.count else {
            duplicatesBySource.withLock { $0[index] += known }
            return (nil, isNew)
        }
        do throws(AlertError) {
            var builder = try AlertBatchBuilder(maximumMessageSize: 1 << 30)
            for (alert, isNew) in zip(batch, isNew) where isNew { try builder.append(alert) }
            let rest = try builder.take()
            duplicatesBySource.withLock { $0[index] += known }
            return (rest, isNew)
        } catch {
            // Memory is short: twice is better than not at all.
            return (batch, isNew.map { _ in true })
        }
    }

    /// Forgets the duplicates behind the last alert that was taken: they were not looked at.
    /// - Returns: how many alerts of the batch were taken when so many of the new ones were.
    private func keep(_ taken: Int, of isNew: [Bool], from index: Int) -> Int {
        let new = isNew.indices.filter { isNew[$0] }
        if taken >= new.count { return isNew.count }
        let count = taken > 0 ? new[taken - 1] + 1 : 0
        let behind = isNew[count...].count { !$0 }
        duplicatesBySource.withLock { $0[index] -= behind }
        return count
    }
}
