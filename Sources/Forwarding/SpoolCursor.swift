/// Up to where the other side has everything: kept in a file with two places that are written in turn, so that one of
/// them is whole whenever the process or the machine dies.
struct SpoolCursor {
    struct Position: Equatable {
        /// The next alert to send, counted from 0 as they were added.
        var number: UInt64 = 0
        /// The first alert of the segment that it is in, and where in that segment it begins.
        var segment: UInt64 = 0
        var offset = 0
    }

    private static let magic: UInt32 = 0x3143_4C46
    private static let place = 64

    private(set) var position = Position()
    /// Whether the file says where it stands; a new one does not, nor one whose places are both damaged.
    let isKnown: Bool
    private let file: SpoolFile
    /// How often it was written.
    private var turn: UInt64 = 0

    init(_ file: SpoolFile) {
        var bytes: [UInt8] = []
        _ = file.read(2 * Self.place, at: 0, into: &bytes)
        var found: (turn: UInt64, position: Position)?
        for place in [0, Self.place] {
            guard let entry = Self.read(bytes.dropFirst(place)) else { continue }
            if entry.turn >= found?.turn ?? 0 { found = entry }
        }
        isKnown = found != nil
        if let found {
            turn = found.turn
            position = found.position
        }
        self.file = file
    }

    /// Moves on; `false` when that could not be written: after a restart, alerts are sent again then.
    mutating func move(to position: Position) -> Bool {
        self.position = position
        turn += 1
        var bytes: [UInt8] = []
        bytes.reserveCapacity(48)
        bytes.append(number: Self.magic)
        bytes.append(number: turn)
        bytes.append(number: position.number)
        bytes.append(number: position.segment)
        bytes.append(number: UInt64(position.offset))
        bytes.append(number: Self.sum(bytes[...]))
        return bytes.withUnsafeBytes { file.write($0, at: Int(turn % 2) * Self.place) }
    }

    private static func read(_ bytes: ArraySlice<UInt8>) -> (turn: UInt64, position: Position)? {
        let start = bytes.startIndex
        guard bytes.count >= 40, bytes.number(at: start) == magic,
            bytes.number(at: start + 36) == sum(bytes.prefix(36)),
            let offset = Int(exactly: bytes.longNumber(at: start + 28))
        else { return nil }
        let position = Position(
            number: bytes.longNumber(at: start + 12), segment: bytes.longNumber(at: start + 20),
            offset: offset)
        return (bytes.longNumber(at: start + 4), position)
    }

    private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBytes { SpoolRecord.checksum(length: [], $0) }
    }
}
