internal import FalcoAlerts
internal import Glibc

/// Reads one input on a thread of its own: a pipe may have nothing for hours.
actor LineReader {
    /// What one read gave.
    struct Piece: Sendable {
        var batches: [AlertBatch] = []
        var lines = 0
        var undecodable = 0
        var bytes = 0
        var isLast = false
    }

    private static let chunk = 256 << 10

    nonisolated let name: String
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let file: InputFile
    private let stopper: StopSignal
    private let keepsOriginals: Bool
    private let observer: @Sendable (InputEvent) -> Void
    private var splitter = LineSplitter(limit: JSONLinesSource.longestLine)
    private var decoder: AlertDecoder?
    private var buffer = [UInt8](repeating: 0, count: LineReader.chunk)

    init(
        _ file: InputFile, _ stopper: StopSignal, keepsOriginals: Bool,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) {
        self.file = file
        self.stopper = stopper
        self.keepsOriginals = keepsOriginals
        self.observer = observer
        name = file.name
    }

    /// Waits for bytes and decodes the lines that end in them.
    func next() throws(InputError) -> Piece {
        let decoder: AlertDecoder
        if let known = self.decoder {
            decoder = known
        } else {
            decoder = try AlertDecoder(name: name, keepsOriginals: keepsOriginals, observer: observer)
            self.decoder = decoder
        }
        guard let count = try file.read(into: &buffer, unless: stopper) else {
            // The line at hand goes on: the half that came says nothing.
            return Piece(isLast: true)
        }
        if count > 0 {
            buffer.withUnsafeBytes { bytes in
                splitter.split(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { decoder.decode($0) }
            }
        } else {
            splitter.finish { decoder.decode($0) }
        }
        var piece = try decoder.take()
        piece.bytes = count
        piece.isLast = count == 0
        return piece
    }
}

/// Makes alerts of lines.
private final class AlertDecoder {
    private let name: String
    private let observer: @Sendable (InputEvent) -> Void
    private var builder: AlertBatchBuilder
    private var full: [AlertBatch] = []
    private var lines = 0
    private var undecodable = 0

    init(
        name: String, keepsOriginals: Bool, observer: @escaping @Sendable (InputEvent) -> Void
    ) throws(InputError) {
        self.name = name
        self.observer = observer
        do throws(AlertError) {
            builder = try AlertBatchBuilder(
                maximumMessageSize: JSONLinesSource.longestLine, keepsOriginals: keepsOriginals)
        } catch {
            throw InputError(code: .unreadable, input: name, message: error.description)
        }
    }

    func decode(_ line: LineSplitter.Line) {
        if Self.isBlank(line.bytes) { return }
        lines += 1
        guard line.bytes.count == line.size else {
            refuse(line, "it is longer than \(JSONLinesSource.longestLine >> 20) MiB")
            return
        }
        do throws(AlertError) {
            try decode(line.bytes)
        } catch {
            refuse(line, error.description)
        }
    }

    private func decode(_ text: UnsafeRawBufferPointer) throws(AlertError) {
        do throws(AlertError) {
            try builder.decode(json: text)
        } catch  where error.code == .batchFull {
            if let batch = try builder.take() { full.append(batch) }
            try builder.decode(json: text)
        }
    }

    func take() throws(InputError) -> LineReader.Piece {
        defer {
            lines = 0
            undecodable = 0
            full = []
        }
        do throws(AlertError) {
            let last = try builder.take()
            return LineReader.Piece(
                batches: full + (last.map { [$0] } ?? []), lines: lines, undecodable: undecodable)
        } catch {
            throw InputError(code: .unreadable, input: name, message: error.description)
        }
    }

    private func refuse(_ line: LineSplitter.Line, _ reason: String) {
        undecodable += 1
        observer(
            .undecodable(
                input: name, line: line.number, bytes: Array(line.bytes.prefix(LineSplitter.keptOfLongLines)),
                size: line.size, reason: reason))
    }

    private static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
}
