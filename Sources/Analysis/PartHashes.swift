internal import FalcoAlerts

/// Hashes of the lasting parts of values that have passing ones too. The same paths and addresses come again and again,
/// so the last ones are kept in a small table.
struct PartHashes: Sendable {
    private struct Line: Sendable {
        var whole: UInt64 = 0
        var part: UInt64 = 0
    }

    private var lines = [Line](repeating: Line(), count: 512)

    /// The hash of key and lasting part; 0 when nothing of the value lasts.
    @inline(__always)
    mutating func hash(of value: Stretch, key: Stretch, _ keyHash: UInt64, _ hash: ByteHash) -> UInt64 {
        let whole = hash.combine(keyHash, hash.of(value))
        let place = Int(truncatingIfNeeded: whole & 511)
        if lines[place].whole == whole { return lines[place].part }
        let part = PartHashes.compute(value, key, keyHash, hash)
        lines[place] = Line(whole: whole, part: part)
        return part
    }

    @inline(never)
    private static func compute(
        _ value: Stretch, _ key: Stretch, _ keyHash: UInt64, _ hash: ByteHash
    ) -> UInt64 {
        Alert.withLastingPart(of: value.buffer, key: key.buffer) { part in
            guard let start = part.baseAddress, part.count > 0 else { return 0 }
            return hash.combine(keyHash, hash.of(Stretch(start: start, count: part.count)))
        }
    }
}
