package import FalcoAlerts
internal import Glibc
internal import Synchronization

/// A file of Falco's JSON alerts that is read while it is written, as `tail -F` does: through rotation of every kind, and
/// on from where the last run ended.
///
/// Every line is handed on at least once: the place is saved only behind lines whose alerts were taken, and not further
/// on. What is not taken stays in the file, for the next run.
package final class FollowedFileSource: AlertSource {
    package struct Options: Sendable {
        /// Where no place is known from an earlier run: whether what is in the file is wanted, or only what comes.
        package var fromStart = false
        /// The directory that keeps the place for the next run; `nil` keeps none.
        package var state: String?
        /// Whether alerts keep their lines.
        package var keepsOriginals = false
        /// The longest line that is taken for an alert, in bytes.
        package var longestAlert = SavedAlertsSource.longestLine
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

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Uptake) async throws(SourceError) {
        if state.withLock({ exchange(&$0.hasBegun, true) }) { return }
        let reader = FollowReader(path, options, stopper, observer: observer)
        var taken: FilePlace?
        while let piece = try await next(reader, after: taken) {
            state.withLock { state in
                state.counts.received += piece.yield.undecodable
                state.counts.undecodable += piece.yield.undecodable
                state.counts.bytes += piece.bytes
            }
            guard let count = await hand(on: piece, take) else {
                taken = piece.place
                continue
            }
            taken = await reader.place(behind: count, in: piece)
            break
        }
        await reader.finish(after: taken)
    }

    /// - Returns: `nil` when more is wanted; else how many alerts of the piece were taken. Of a batch of which nobody
    ///   knows that, none: the next run gets it again.
    private func hand(
        on piece: Follower.Piece, _ take: @Sendable (AlertBatch) async -> Uptake
    ) async -> Int? {
        var before = 0
        for batch in piece.yield.batches {
            state.withLock { $0.counts.received += batch.count }
            if case .enough(let taken) = await take(batch) {
                state.withLock { $0.counts.received -= batch.count - (taken ?? batch.count) }
                return before + (taken ?? 0)
            }
            before += batch.count
        }
        return nil
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
