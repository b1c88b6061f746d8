internal import Compression

/// Reads a file or pipe in pieces, unpacked when it is compressed, which its first bytes tell.
final class Unpacker {
    private static let chunk = 256 << 10

    private enum Form {
        /// Not told yet.
        case open
        case plain
        case packed(Decompressor)
    }

    private let file: InputFile
    private let stopper: StopSignal
    private var form = Form.open
    /// Bytes as they were read, and which of them are to be unpacked still.
    private var raw = [UInt8](repeating: 0, count: Unpacker.chunk)
    private var waiting = 0..<0
    /// Bytes that were unpacked.
    private var unpacked: [UInt8] = []
    private var isAtEnd = false

    /// Bytes that were read, before they were unpacked.
    private(set) var bytes = 0

    init(_ file: InputFile, _ stopper: StopSignal) {
        self.file = file
        self.stopper = stopper
    }

    /// What a step came to.
    enum Step {
        /// The bytes were handed to the caller; there may be none.
        case more
        case end
        /// No more can be read; what came before was handed over.
        case broken(CompressionError)
        /// The wait was ended.
        case stopped
    }

    /// Waits for bytes and calls `body` with them.
    /// - Throws: `InputError` when the file cannot be read, or is compressed in a way that is not known.
    func step(_ body: (UnsafeRawBufferPointer) -> Void) throws(InputError) -> Step {
        if waiting.isEmpty, !isAtEnd {
            guard try fill(from: 0) else { return .stopped }
        }
        if case .open = form {
            guard try detect() else { return .stopped }
        }
        guard case .packed(let decompressor) = form else {
            if waiting.isEmpty { return .end }
            raw.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[waiting])) }
            waiting = 0..<0
            return .more
        }
        let step = raw.withUnsafeBytes { raw in
            unpacked.withUnsafeMutableBytes { unpacked in
                let input = UnsafeRawBufferPointer(rebasing: raw[waiting])
                let step = decompressor.step(input, into: unpacked)
                body(UnsafeRawBufferPointer(rebasing: unpacked[..<step.produced]))
                return step
            }
        }
        waiting = waiting.lowerBound + step.consumed..<waiting.upperBound
        if let fault = step.fault { return .broken(fault) }
        guard isAtEnd, step.produced == 0 else { return .more }
        return decompressor.faultAtEnd.map { .broken($0) } ?? .end
    }

    /// Finds out how the input is compressed. A pipe's first bytes may come one by one, but what is no beginning of any
    /// compressed form is not waited for.
    private func detect() throws(InputError) -> Bool {
        while true {
            switch CompressedForm.sign(of: raw[waiting]) {
            case .open where !isAtEnd:
                guard try fill(from: waiting.upperBound) else { return false }
                continue
            case .open, .none: form = .plain
            case .foreign(let program):
                throw InputError(
                    code: .unreadable, input: file.name,
                    message: "it is compressed in a way that Falconer does not read; "
                        + "give it unpacked: \(program) FILE | falconer analyze -")
            case .form(let kind):
                do throws(CompressionError) {
                    form = .packed(try Decompressor(kind))
                } catch {
                    throw InputError(code: .unreadable, input: file.name, message: error.description)
                }
                unpacked = [UInt8](repeating: 0, count: Self.chunk)
            }
            return true
        }
    }

    /// - Returns: false when the wait was ended.
    private func fill(from start: Int) throws(InputError) -> Bool {
        guard let count = try file.read(into: &raw, from: start, unless: stopper) else { return false }
        bytes += count
        isAtEnd = count == 0
        waiting = (start == 0 ? 0 : waiting.lowerBound)..<start + count
        return true
    }
}
