internal import FalcoAlerts
internal import Recordings

/// Makes alerts of lines and of a recording's entries, and tells of those that are none.
final class AlertDecoder {
    /// What was decoded since the last look.
    struct Yield: Sendable {
        var batches: [AlertBatch] = []
        /// When each alert was received, in nanoseconds since 1970; only of recordings.
        var moments: [UInt64] = []
        /// The line that each alert stands in; only where that was asked for.
        var numbers: [Int] = []
        /// Lines that were to be alerts, and those that are none.
        var lines = 0
        var undecodable = 0
    }

    private let longestAlert: Int
    private let numbersAlerts: Bool
    private let observer: @Sendable (InputEvent) -> Void
    private var builder: AlertBatchBuilder
    private var yield = Yield()

    /// - Parameters:
    ///   - longestAlert: the longest line that is taken for an alert, in bytes.
    ///   - numbersAlerts: whether it is to tell the lines that alerts stand in.
    /// - Throws: `AlertError` when memory is short.
    init(
        keepsOriginals: Bool, longestAlert: Int, numbersAlerts: Bool = false,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) throws(AlertError) {
        self.longestAlert = min(longestAlert, SavedAlertsSource.longestLine)
        self.numbersAlerts = numbersAlerts
        self.observer = observer
        builder = try AlertBatchBuilder(
            maximumMessageSize: SavedAlertsSource.longestLine, keepsOriginals: keepsOriginals)
    }

    /// Decodes one line. Blank ones are passed over.
    /// - Parameter input: the name of what it stands in.
    func decode(_ line: LineSplitter.Line, of input: String) {
        if Self.isBlank(line.bytes) { return }
        yield.lines += 1
        guard line.size <= longestAlert else {
            refuse(
                input, line.number, line.bytes, size: line.size,
                "it is longer than \(longestAlert >> 20) MiB")
            return
        }
        do throws(AlertError) {
            try decode(.json, line.bytes)
            if numbersAlerts { yield.numbers.append(line.number) }
        } catch {
            refuse(input, line.number, line.bytes, size: line.size, error.description)
        }
    }

    /// Decodes one entry of a recording.
    func decode(_ entry: RecordingParser.Entry, of input: String) {
        yield.lines += 1
        do throws(AlertError) {
            try decode(entry.encoding, entry.bytes)
            yield.moments.append(entry.received)
        } catch {
            refuse(input, entry.number, entry.bytes, size: entry.bytes.count, error.description)
        }
    }

    /// What was decoded since the last call.
    /// - Throws: `AlertError` when memory is short.
    func take() throws(AlertError) -> Yield {
        if let last = try builder.take() { yield.batches.append(last) }
        defer { yield = Yield() }
        return yield
    }

    private func decode(_ encoding: Alert.Encoding, _ bytes: UnsafeRawBufferPointer) throws(AlertError) {
        do throws(AlertError) {
            try add(encoding, bytes)
        } catch  where error.code == .batchFull {
            if let batch = try builder.take() { yield.batches.append(batch) }
            try add(encoding, bytes)
        }
    }

    private func add(_ encoding: Alert.Encoding, _ bytes: UnsafeRawBufferPointer) throws(AlertError) {
        switch encoding {
        case .json: try builder.decode(json: bytes)
        case .protobuf: try builder.decode(bytes)
        }
    }

    private func refuse(
        _ input: String, _ number: Int, _ bytes: UnsafeRawBufferPointer, size: Int, _ reason: String
    ) {
        yield.undecodable += 1
        observer(
            .undecodable(
                input: input, line: number, bytes: Array(bytes.prefix(LineSplitter.keptOfLongLines)),
                size: size, reason: reason))
    }

    private static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
}
