internal import Compression
internal import FalcoAlerts
internal import HTTP2
internal import Recordings

/// Reads one input on a thread of its own: a pipe may have nothing for hours.
actor SavedAlertsReader {
    /// What one read gave.
    struct Piece: Sendable {
        var yield = AlertDecoder.Yield()
        /// Bytes read so far, of the file as it is, compressed or not.
        var bytes = 0
        var isLast = false
        /// Why the input could not be read to its end.
        var fault: String?
    }

    nonisolated let name: String
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let stopper: StopSignal
    private let keepsOriginals: Bool
    private let longestAlert: Int
    private let observer: @Sendable (InputEvent) -> Void
    private var parts: (unpacker: Unpacker, decoder: AlertDecoder)?
    private var content = AlertContent()

    init(
        _ name: String, _ stopper: StopSignal, keepsOriginals: Bool, longestAlert: Int,
        observer: @escaping @Sendable (InputEvent) -> Void
    ) {
        self.name = name
        self.stopper = stopper
        self.keepsOriginals = keepsOriginals
        self.longestAlert = longestAlert
        self.observer = observer
    }

    /// Waits for bytes and decodes the alerts that end in them.
    func next() throws(InputError) -> Piece {
        let (unpacker, decoder) = try opened()
        var fault: String?
        var isLast = true
        var failure: RecordingError?
        let step = try unpacker.step { bytes in
            do throws(RecordingError) {
                try content.decode(bytes, with: decoder, of: name)
            } catch {
                failure = error
            }
        }
        switch step {
        case .more: isLast = failure != nil
        // The line at hand goes on: the half that came says nothing.
        case .stopped: break
        case .broken(let error): fault = error.description
        case .end:
            guard failure == nil else { break }
            do throws(RecordingError) {
                try content.finish(with: decoder, of: name)
            } catch {
                failure = error
            }
        }
        do throws(AlertError) {
            let yield = try decoder.take()
            return Piece(
                yield: yield, bytes: unpacker.bytes, isLast: isLast, fault: failure?.description ?? fault)
        } catch {
            throw InputError(code: .unreadable, input: name, message: error.description)
        }
    }

    private func opened() throws(InputError) -> (Unpacker, AlertDecoder) {
        if let parts { return parts }
        let unpacker = Unpacker(try InputFile(name), stopper)
        do throws(AlertError) {
            let decoder = try AlertDecoder(
                keepsOriginals: keepsOriginals, longestAlert: longestAlert, observer: observer)
            parts = (unpacker, decoder)
            return (unpacker, decoder)
        } catch {
            throw InputError(code: .unreadable, input: name, message: error.description)
        }
    }

    /// Waits until then.
    /// - Returns: false when the wait was ended.
    func wait(until moment: ContinuousClock.Instant) -> Bool {
        while !stopper.isRaised, ContinuousClock.now < moment {
            var poll = Poll()
            poll.add(stopper.descriptor, read: true)
            poll.wait(until: moment)
        }
        return !stopper.isRaised
    }
}
