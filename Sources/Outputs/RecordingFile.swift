internal import Compression
internal import Escaping
package import FalcoAlerts
internal import Glibc
package import Recordings

/// A new file that gets every alert as it came, for `falconer analyze`. It is readable by its owner only, and at every
/// moment good to read: each batch is written out, a compressed one as well.
package struct RecordingFile: ~Copyable {
    /// Alerts in the file, and those that are not: the disk is full, or they are longer than a recording's may be.
    package private(set) var written = 0
    package private(set) var skipped = 0
    /// The first failure; nothing is written after it.
    package private(set) var failure: OutputError?

    private let path: String
    private let file: Descriptor
    private var encoder = RecordingEncoder()
    private let compressor: ZstdWriter?
    private var frames: [UInt8] = []
    private var packed: [UInt8] = []
    /// Bytes in the file.
    private var size = 0

    private init(path: String, file: consuming Descriptor, compressor: ZstdWriter?) {
        self.path = path
        self.file = file
        self.compressor = compressor
    }

    /// Makes the file, which must not be there.
    /// - Parameters:
    ///   - path: compressed with zstd when it ends in `.zst`.
    ///   - header: what is known of the recording.
    /// - Throws: `OutputError`.
    package static func create(_ path: String, _ header: RecordingHeader) throws(OutputError) -> RecordingFile
    {
        let shown = "the recording \(Escaping.terminal(path))"
        var compressor: ZstdWriter?
        if path.hasSuffix(".zst") {
            do throws(CompressionError) {
                compressor = try ZstdWriter()
            } catch {
                throw OutputError(.cannotCreate, "cannot make \(shown): \(error)")
            }
        }
        guard let file = Descriptor.open(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600) else {
            if errno == EEXIST {
                throw OutputError(
                    .refused, "\(shown) is there already and is not written over; name another file")
            }
            throw .system(.cannotCreate, "cannot make \(shown)")
        }
        var recording = RecordingFile(path: path, file: file, compressor: compressor)
        recording.encoder.beginning(header, into: &recording.frames)
        recording.write(flush: .all)
        if let failure = recording.failure { throw failure }
        return recording
    }

    /// Adds the alerts of a batch.
    /// - Parameter received: nanoseconds since 1970.
    package mutating func add(_ batch: some Collection<Alert>, received: UInt64) {
        guard failure == nil else {
            skipped += batch.count
            return
        }
        var count = 0
        for alert in batch where add(alert, received) { count += 1 }
        write(flush: .all)
        if failure == nil { written += count } else { skipped += count }
    }

    private mutating func add(_ alert: Alert, _ received: UInt64) -> Bool {
        var isKept = false
        alert.withOriginal { encoding, bytes in
            isKept = keep(encoding, bytes, received)
        }
        // One that was made here and not decoded.
        if alert.originalEncoding == nil, let message = try? alert.encoded() {
            isKept = message.withUnsafeBytes { keep(.protobuf, $0, received) }
        }
        if !isKept { skipped += 1 }
        return isKept
    }

    private mutating func keep(
        _ encoding: Alert.Encoding, _ bytes: UnsafeRawBufferPointer, _ received: UInt64
    ) -> Bool {
        guard bytes.count <= RecordingFormat.longestAlert else { return false }
        encoder.alert(encoding, bytes, received: received, into: &frames)
        return true
    }

    /// Adds what became known about the recording.
    package mutating func add(_ header: RecordingHeader) {
        guard failure == nil else { return }
        encoder.more(header, into: &frames)
        write(flush: .all)
    }

    /// Writes the end and brings the file to the disk.
    package mutating func finish() {
        guard failure == nil else { return }
        encoder.end(into: &frames)
        write(flush: .end)
        if failure == nil, fsync(file.number) != 0 { fail(errno) }
    }

    private mutating func write(flush: ZstdWriter.Flush) {
        defer {
            frames.removeAll(keepingCapacity: frames.capacity <= 1 << 20)
            packed.removeAll(keepingCapacity: packed.capacity <= 1 << 20)
        }
        if compressor == nil { return write(frames) }
        do throws(CompressionError) {
            try compressor?.write(frames, flush: flush, to: &packed)
        } catch {
            failure = OutputError(
                .cannotWrite, "cannot write the recording \(Escaping.terminal(path)): \(error)")
            return
        }
        write(packed)
    }

    private mutating func write(_ bytes: [UInt8]) {
        if file.writeAll(bytes) {
            size += bytes.count
        } else {
            let number = errno
            // Half a frame would look like damage.
            file.truncate(to: size)
            fail(number)
        }
    }

    private mutating func fail(_ number: Int32) {
        failure = .system(.cannotWrite, "cannot write the recording \(Escaping.terminal(path))", number)
    }
}
