package import FalcoAlerts
internal import Glibc
internal import Synchronization

/// Files of Falco's JSON alerts, one on each line, read one after the other; `-` is standard input.
package final class JSONLinesSource: AlertSource {
    /// The longest line that is read: 16 MiB.
    package static let longestLine = 16 << 20

    private let inputs: [String]
    private let keepsOriginals: Bool
    private let observer: @Sendable (InputEvent) -> Void
    private let state = Mutex(SourceCounts())
    private let stopper: StopSignal

    /// - Parameters:
    ///   - inputs: paths of files, or `-`.
    ///   - keepsOriginals: whether alerts keep their lines.
    ///   - observer: called for each line that is no alert, from the reading thread.
    package init(
        _ inputs: [String], keepsOriginals: Bool = false,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) {
        self.inputs = inputs
        self.keepsOriginals = keepsOriginals
        self.observer = observer
        stopper = StopSignal()
    }

    package var counts: SourceCounts { state.withLock { $0 } }

    package func stop() { stopper.raise() }

    package func run(_ take: @escaping @Sendable (AlertBatch) async -> Bool) async throws(SourceError) {
        for input in inputs {
            if stopper.isRaised { return }
            let reader: LineReader
            do throws(InputError) {
                reader = LineReader(
                    try InputFile(input), stopper, keepsOriginals: keepsOriginals, observer: observer)
            } catch {
                throw .input(error)
            }
            guard try await read(reader, take) else { return }
        }
    }

    /// - Returns: whether more is wanted.
    private func read(
        _ reader: LineReader, _ take: @Sendable (AlertBatch) async -> Bool
    ) async throws(SourceError) -> Bool {
        let before = counts
        while true {
            let piece: LineReader.Piece
            do throws(InputError) {
                piece = try await reader.next()
            } catch {
                throw .input(error)
            }
            state.withLock { counts in
                counts.received += piece.lines
                counts.undecodable += piece.undecodable
                counts.bytes += piece.bytes
            }
            for batch in piece.batches where await !take(batch) { return false }
            if piece.isLast { break }
        }
        let read = counts
        let lines = read.received - before.received
        // One odd line among alerts is an odd line; nothing but odd lines is the wrong file.
        if lines > 0, read.undecodable - before.undecodable == lines, !stopper.isRaised {
            throw .input(
                InputError(
                    code: .noAlerts, input: reader.name,
                    message: lines == 1
                        ? "its only line is no alert" : "none of its \(lines) lines is an alert"))
        }
        return !stopper.isRaised
    }
}
