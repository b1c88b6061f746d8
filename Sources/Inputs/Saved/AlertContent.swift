internal import Recordings

/// What stands in a file of alerts: lines of JSON, or a recording, which its first bytes tell.
struct AlertContent {
    private enum Form {
        /// Not told yet: the bytes so far.
        case open([UInt8])
        case lines(LineSplitter)
        case recording(RecordingParser)
    }

    private var form = Form.open([])

    /// Whether it is a recording; false as long as that is not known.
    var isRecording: Bool {
        if case .recording = form { true } else { false }
    }

    /// Decodes what ends within `bytes`.
    /// - Throws: `RecordingError` at a recording's fault; what comes before it was decoded.
    mutating func decode(
        _ bytes: UnsafeRawBufferPointer, with decoder: AlertDecoder, of input: String
    ) throws(RecordingError) {
        switch form {
        case .open(var beginning):
            beginning += bytes
            let name = RecordingFormat.name
            if beginning.count < name.count, name.starts(with: beginning) {
                form = .open(beginning)
                return
            }
            form =
                beginning.starts(with: name)
                ? .recording(RecordingParser())
                : .lines(LineSplitter(limit: SavedAlertsSource.longestLine))
            try Self.whole(beginning) { (bytes) throws(RecordingError) in
                try decode(bytes, with: decoder, of: input)
            }
        case .lines(var splitter):
            // So that there is one owner of what is changed.
            form = .open([])
            splitter.split(bytes) { decoder.decode($0, of: input) }
            form = .lines(splitter)
        case .recording(var parser):
            form = .open([])
            defer { form = .recording(parser) }
            try parser.parse(bytes) { decoder.decode($0, of: input) }
        }
    }

    /// Decodes what is left when nothing follows.
    /// - Throws: `RecordingError` when a recording ends before its time.
    mutating func finish(with decoder: AlertDecoder, of input: String) throws(RecordingError) {
        switch form {
        case .open(let beginning):
            var splitter = LineSplitter(limit: SavedAlertsSource.longestLine)
            beginning.withUnsafeBytes { bytes in splitter.split(bytes) { decoder.decode($0, of: input) } }
            splitter.finish { decoder.decode($0, of: input) }
        case .lines(var splitter):
            form = .open([])
            splitter.finish { decoder.decode($0, of: input) }
        case .recording(let parser): try parser.finish()
        }
    }

    private static func whole(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        var failure: RecordingError?
        bytes.withUnsafeBytes { bytes in
            do throws(RecordingError) { try body(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
