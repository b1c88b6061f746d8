package import FalcoAlerts
internal import Glibc
internal import Synchronization

/// A file of Falco's JSON alerts that is read while it is written, as `tail -F` does: through rotation of every kind, and
/// on from where the last run ended.
///
/// Every line is handed on at least once: the place is saved only behind lines whose alerts were taken.
package final class FollowedFileSource: AlertSource {
    package struct Options: Sendable {
        /// Where no place is known from an earlier run: whether what is in the file is wanted, or only what comes.
        package var fromStart = false
        /// The directory that keeps the place for the next run; `nil` keeps none.
        package var state: String?
        /// Whether alerts keep their lines.
        package var keepsOriginals = false
        /// Whether the system is asked to tell of changes.
        var usesNotices = true

        package init(fromStart: Bool = false, state: String? = nil, keepsOriginals: Bool = false) {
            self.fromStart = fromStart
            self.state = state
            self.keepsOriginals = keepsOriginals
        }
    }

    private let path: String
    private let options: Options
    private let observer: @Sendable (InputEvent) -> Void
    private let state = Mutex((counts: SourceCounts(), hasBegun: false))
    private let stopper = StopSignal()

    /// - Parameter observer: called for whatever happens, from the reading thread.
    package init(
        _ path: String, _ options: Options = Options(), observer: @escaping @Sendable (InputEvent) -> Void
    ) {
        self.path = path
        self.options = options
        self.observer = observer
    }

    package var counts: SourceCounts { state.withLock { $0.counts } }

    package func stop() { stopper.raise() }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Bool) async throws(SourceError) {
        if state.withLock({ exchange(&$0.hasBegun, true) }) { return }
        let reader = FollowReader(path, options, stopper, observer: observer)
        var taken: FilePlace?
        while let piece = try await next(reader, after: taken) {
            state.withLock { state in
                state.counts.received += piece.yield.undecodable
                state.counts.undecodable += piece.yield.undecodable
                state.counts.bytes += piece.bytes
            }
            var isWanted = true
            for batch in piece.yield.batches where isWanted {
                state.withLock { $0.counts.received += batch.count }
                isWanted = await take(batch)
            }
            // Of what was enough nobody knows how much was looked at: the next run gets it again.
            taken = isWanted ? piece.place : nil
            if !isWanted { break }
        }
        await reader.finish(after: taken)
    }

    private func next(_ reader: FollowReader, after taken: FilePlace?) async throws(SourceError) -> Follower
        .Piece?
    {
        do throws(InputError) {
            return try await reader.next(after: taken)
        } catch {
            await reader.finish(after: taken)
            throw .input(error)
        }
    }
}
