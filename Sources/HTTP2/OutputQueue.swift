internal import Glibc

/// Bytes on their way out, in order: copied ones, and ones that stay where they are until they are sent.
struct OutputQueue {
    private enum Piece {
        /// So many of the copied bytes.
        case copied(Int)
        /// Memory that lives as long as its owner.
        case lent(UnsafeRawBufferPointer, owner: AnyObject)

        var count: Int {
            switch self {
            case .copied(let count): count
            case .lent(let bytes, _): bytes.count
            }
        }
    }

    /// Pieces given to the system at a time.
    private static let piecesAtOnce = 64

    private var copied: [UInt8] = []
    /// The copied bytes before this have been sent.
    private var copiedStart = 0
    private var pieces: [Piece] = []
    /// The first piece that is not sent whole, and how many bytes of it are.
    private var first = 0
    private var sentOfFirst = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        guard !more.isEmpty else { return }
        copied.append(contentsOf: more)
        count += more.count
        if pieces.count > first, case .copied(let before) = pieces[pieces.count - 1] {
            pieces[pieces.count - 1] = .copied(before + more.count)
        } else {
            pieces.append(.copied(more.count))
        }
    }

    /// Adds bytes that are not copied: `owner` keeps them, unchanged.
    mutating func lend(_ bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        guard !bytes.isEmpty else { return }
        pieces.append(.lent(bytes, owner: owner))
        count += bytes.count
    }

    /// Forgets the first `number` bytes.
    mutating func drop(_ number: Int) {
        var left = number
        count -= number
        while left > 0 {
            let part = min(left, pieces[first].count - sentOfFirst)
            if case .copied = pieces[first] { copiedStart += part }
            left -= part
            sentOfFirst += part
            if sentOfFirst == pieces[first].count {
                // The memory may go now.
                pieces[first] = .copied(0)
                first += 1
                sentOfFirst = 0
            }
        }
        guard isEmpty else { return }
        pieces.removeAll(keepingCapacity: pieces.capacity <= 1024)
        copied.removeAll(keepingCapacity: true)
        (first, sentOfFirst, copiedStart) = (0, 0, 0)
    }

    /// How many bytes ``withBytes(_:)`` gives.
    var nextCount: Int {
        guard pieces.count - first > OutputQueue.piecesAtOnce else { return count }
        return pieces[first..<first + OutputQueue.piecesAtOnce].reduce(-sentOfFirst) { $0 + $1.count }
    }

    /// Calls `body` with the next bytes: a stretch each of at most so many pieces.
    func withBytes<R>(
        _ body: (UnsafeMutableBufferPointer<iovec>) throws(HTTP2Error) -> R
    ) throws(HTTP2Error) -> R {
        let number = min(pieces.count - first, OutputQueue.piecesAtOnce)
        // The closures of the standard library cannot throw a typed error here, so the outcome is carried out by hand.
        let outcome: Result<R, HTTP2Error> = withUnsafeTemporaryAllocation(of: iovec.self, capacity: number) {
            stretches in
            copied.withUnsafeBytes { copied in
                var place = copiedStart
                for index in 0..<number {
                    let skipped = index == 0 ? sentOfFirst : 0
                    let bytes: UnsafeRawBufferPointer
                    switch pieces[first + index] {
                    case .copied(let count):
                        bytes = UnsafeRawBufferPointer(rebasing: copied[place..<place + count - skipped])
                        place += bytes.count
                    case .lent(let lent, _): bytes = UnsafeRawBufferPointer(rebasing: lent[skipped...])
                    }
                    stretches.initializeElement(
                        at: index,
                        to: iovec(
                            iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                            iov_len: bytes.count))
                }
                do throws(HTTP2Error) {
                    return .success(try body(stretches))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try outcome.get()
    }
}
