package import FalcoAlerts
internal import Glibc
internal import Synchronization

/// Files of alerts, read one after the other: Falco's JSON, one alert on each line, or Falconer's recordings, packed with
/// gzip or zstd or not. What a file is its bytes tell, not its name. `-` is standard input.
///
/// One that cannot be used leaves those behind it alone; the run ends with the first such fault.
package final class SavedAlertsSource: AlertSource {
    /// The longest line that is read: 16 MiB.
    package static let longestLine = 16 << 20

    private struct State {
        var hasBegun = false
        var counts = SourceCounts()
        /// Bytes of the inputs before the one that is read now.
        var bytesBefore = 0
    }

    private let inputs: [String]
    private let keepsOriginals: Bool
    private let longestAlert: Int
    private let pace: Double?
    private let observer: @Sendable (InputEvent) -> Void
    private let total: Int?
    private let state = Mutex(State())
    private let stopper: StopSignal

    /// - Parameters:
    ///   - inputs: paths of files, or `-`.
    ///   - keepsOriginals: whether alerts keep what they are decoded from.
    ///   - longestAlert: the longest line that is taken for an alert, in bytes, up to ``longestLine``.
    ///   - pace: how many times as fast as they came alerts are handed on; `nil` is as fast as they are taken. What a
    ///     recording holds came when it was received, a line when its event happened.
    ///   - observer: called for each line that is no alert and each fault of a file, from any thread.
    package init(
        _ inputs: [String], keepsOriginals: Bool = false, longestAlert: Int = longestLine,
        pace: Double? = nil,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) {
        self.inputs = inputs
        self.keepsOriginals = keepsOriginals
        self.longestAlert = longestAlert
        self.pace = pace
        self.observer = observer
        let sizes = inputs.map { $0 == "-" ? nil : InputFile.size(ofFile: $0) }
        total = sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
        stopper = StopSignal()
    }

    package var counts: SourceCounts { state.withLock { $0.counts } }

    package var progress: SourceProgress? { SourceProgress(bytes: counts.bytes, total: total) }

    package func stop() { stopper.raise() }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Uptake) async throws(SourceError) {
        if state.withLock({ state in exchange(&state.hasBegun, true) }) { return }
        var first: InputError?
        for (index, input) in inputs.enumerated() {
            if stopper.isRaised { break }
            let reader = SavedAlertsReader(
                input, stopper, keepsOriginals: keepsOriginals, longestAlert: longestAlert,
                observer: observer)
            do throws(InputError) {
                guard try await read(reader, take) else { break }
            } catch {
                let isLast = index == inputs.count - 1
                // The first is said at the end of the run, which may be far off.
                if !isLast || first != nil {
                    observer(.failed(input: input, reason: error.message, othersFollow: !isLast))
                }
                first = first ?? error
            }
        }
        if let first { throw .input(first) }
    }

    /// - Returns: whether more is wanted.
    private func read(
        _ reader: SavedAlertsReader, _ take: @Sendable (AlertBatch) async -> Uptake
    ) async throws(InputError) -> Bool {
        var clock = pace.map { ReplayClock(pace: $0) }
        var (lines, undecodable) = (0, 0)
        state.withLock { $0.bytesBefore = $0.counts.bytes }
        while true {
            let piece = try await reader.next()
            lines += piece.yield.lines
            undecodable += piece.yield.undecodable
            state.withLock { state in
                state.counts.received += piece.yield.undecodable
                state.counts.undecodable += piece.yield.undecodable
                state.counts.bytes = state.bytesBefore + piece.bytes
            }
            guard try await hand(on: piece.yield, reader, &clock, take) else { return false }
            if let fault = piece.fault {
                guard lines > undecodable || stopper.isRaised else {
                    throw InputError(code: .damaged, input: reader.name, message: fault)
                }
                observer(.broken(input: reader.name, reason: fault))
            }
            if piece.isLast { break }
        }
        // One odd line among alerts is an odd line; nothing but odd lines is the wrong file.
        if lines > 0, undecodable == lines, !stopper.isRaised {
            throw InputError(
                code: .noAlerts, input: reader.name,
                message: lines == 1
                    ? "its only line is no alert" : "none of its \(lines) lines is an alert")
        }
        return !stopper.isRaised
    }

    /// - Returns: whether more is wanted.
    private func hand(
        on yield: AlertDecoder.Yield, _ reader: SavedAlertsReader, _ clock: inout ReplayClock?,
        _ take: @Sendable (AlertBatch) async -> Uptake
    ) async throws(InputError) -> Bool {
        guard clock != nil else {
            for batch in yield.batches {
                guard await hand(on: batch, of: reader.name, take) else { return false }
            }
            return true
        }
        var moments = yield.moments.makeIterator()
        for batch in yield.batches {
            for alert in batch {
                if let due = clock?.due(alert, received: moments.next()) {
                    guard await reader.wait(until: due) else { return false }
                }
                let alone: AlertBatch
                do throws(AlertError) {
                    alone = try alert.detached().batch
                } catch {
                    throw InputError(code: .unreadable, input: reader.name, message: error.description)
                }
                guard await hand(on: alone, of: reader.name, take) else { return false }
            }
        }
        return true
    }

    /// - Returns: whether more is wanted.
    private func hand(
        on batch: AlertBatch, of input: String, _ take: @Sendable (AlertBatch) async -> Uptake
    ) async -> Bool {
        state.withLock { $0.counts.received += batch.count }
        guard case .enough(let taken) = await take(batch) else { return true }
        let rest = batch.count - (taken ?? batch.count)
        // What was not taken of a file is still in it; what a pipe gave is gone.
        let isStill = input != "-" && InputFile.size(ofFile: input) != nil
        state.withLock { state in
            if isStill { state.counts.received -= rest } else { state.counts.unwanted += rest }
        }
        return false
    }
}
