internal import Compression
package import FalcoAlerts

/// Reads a recording that comes in pieces, up to its end or its first fault.
package struct RecordingParser: Sendable {
    /// One alert of a recording. The bytes are valid within the call that gets them only.
    package struct Entry {
        /// Counted from 1.
        package let number: Int
        /// When it was received: nanoseconds since 1970.
        package let received: UInt64
        package let encoding: Alert.Encoding
        package let bytes: UnsafeRawBufferPointer
    }

    /// What was said about the recording so far.
    package private(set) var header = RecordingHeader()
    /// Alerts so far.
    package private(set) var alerts = 0

    private enum State { case magic, frames, ended }
    private var state = State.magic
    /// Alerts since the last magic.
    private var alertsOfOne = 0
    /// The beginning of a frame whose end has not come.
    private var pending: [UInt8] = []

    package init() {}

    /// Calls `body` for each alert that ends within `bytes`.
    /// - Throws: `RecordingError` at the first fault. Nothing behind it can be told apart.
    package mutating func parse(
        _ bytes: UnsafeRawBufferPointer, _ body: (Entry) -> Void
    ) throws(RecordingError) {
        if pending.isEmpty {
            let used = try frames(bytes, body)
            pending += bytes[used...]
            return
        }
        var rest = bytes
        // Of a frame in pieces its head first, then all of it: whatever is then left is read where it lies.
        while !pending.isEmpty {
            let wanted = try size(pending) - pending.count
            pending += rest.prefix(wanted)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(wanted))
            if try pending.count < size(pending) {
                if rest.isEmpty { return }
                continue
            }
            let whole = pending
            pending.removeAll(keepingCapacity: whole.count <= 1 << 20)
            var failure: RecordingError?
            whole.withUnsafeBytes { bytes in
                do throws(RecordingError) { _ = try frames(bytes, body) } catch { failure = error }
            }
            if let failure { throw failure }
        }
        let used = try frames(rest, body)
        pending += rest[used...]
    }

    /// Says that nothing follows.
    /// - Throws: `RecordingError` when the recording is not at its end.
    package func finish() throws(RecordingError) {
        switch state {
        case .magic: throw RecordingError(.none, "it is no recording")
        case .frames where pending.isEmpty:
            throw RecordingError(
                .unfinished,
                "the recording has no end: whoever made it was stopped, or is still recording")
        case .ended where pending.isEmpty: return
        case .frames, .ended:
            throw RecordingError(.cutShort, "the recording is cut short behind alert \(alerts)")
        }
    }

    /// How many bytes the frame at the beginning has, as far as its beginning tells: at least one more than are there,
    /// or the whole.
    private func size(_ bytes: some RandomAccessCollection<UInt8>) throws(RecordingError) -> Int {
        if state != .frames { return RecordingFormat.magic.count }
        guard bytes.count >= RecordingFormat.headSize else { return RecordingFormat.headSize }
        let length = bytes.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= RecordingFormat.longestPayload else { throw damage }
        return RecordingFormat.headSize + length
    }

    private var damage: RecordingError {
        RecordingError(.damaged, "the recording is damaged behind alert \(alerts)")
    }

    /// Reads whole frames.
    /// - Returns: how many bytes they have.
    private mutating func frames(
        _ bytes: UnsafeRawBufferPointer, _ body: (Entry) -> Void
    ) throws(RecordingError) -> Int {
        var used = 0
        while used < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
            let size = try size(rest)
            if rest.count < size { break }
            let frame = UnsafeRawBufferPointer(rebasing: rest[..<size])
            if state == .frames { try read(frame, body) } else { try enter(frame) }
            used += size
        }
        return used
    }

    private mutating func enter(_ magic: UnsafeRawBufferPointer) throws(RecordingError) {
        if magic.elementsEqual(RecordingFormat.magic) {
            state = .frames
            alertsOfOne = 0
            return
        }
        if state == .ended { throw RecordingError(.damaged, "something else follows the recording's end") }
        guard magic.starts(with: RecordingFormat.name) else {
            throw RecordingError(.none, "it is no recording")
        }
        throw RecordingError(
            .version, "the recording has a layout that this version of Falconer does not know")
    }

    private mutating func read(
        _ frame: UnsafeRawBufferPointer, _ body: (Entry) -> Void
    ) throws(RecordingError) {
        let payload = UnsafeRawBufferPointer(rebasing: frame[RecordingFormat.headSize...])
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: frame[..<5]))
        checksum.add(payload)
        guard Self.number(frame[5..<9]) == UInt64(checksum.value) else { throw damage }
        let moment = RecordingFormat.momentSize
        switch RecordingFormat.Kind(rawValue: frame[0]) {
        case .header: header.add(payload: payload)
        case .json?, .protobuf?:
            guard payload.count >= moment else { throw damage }
            alerts += 1
            alertsOfOne += 1
            body(
                Entry(
                    number: alerts, received: Self.number(payload[..<moment]),
                    encoding: frame[0] == RecordingFormat.Kind.json.rawValue ? .json : .protobuf,
                    bytes: UnsafeRawBufferPointer(rebasing: payload[moment...])))
        case .end:
            guard payload.count >= moment, Self.number(payload[..<moment]) == UInt64(alertsOfOne) else {
                throw RecordingError(
                    .damaged, "the recording ends after \(alerts) alerts and says that it has others")
            }
            state = .ended
        case nil: break
        }
    }

    private static func number(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
