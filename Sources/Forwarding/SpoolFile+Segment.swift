/// A spool's file as a segment: how it is called, and the records in it.
extension SpoolFile {
    /// What a segment begins with.
    static let magic = Array("FALSPL1\n".utf8)

    /// The name of the segment whose first alert has that number.
    static func name(_ first: UInt64) -> String {
        let digits = String(first)
        return String(repeating: "0", count: 20 - digits.count) + digits + ".spool"
    }

    /// The number in a segment's name; `nil` for other names.
    static func first(_ name: String) -> UInt64? {
        guard name.utf8.count == 26, name.hasSuffix(".spool"), name.prefix(20).allSatisfy({ $0.isNumber })
        else { return nil }
        return UInt64(name.prefix(20))
    }

    /// How many records there are, and where the last whole one ends. Damaged ones in between count.
    func records(size: Int) -> (count: UInt64, size: Int) {
        var bytes: [UInt8] = []
        guard read(Self.magic.count, at: 0, into: &bytes), bytes == Self.magic else { return (0, 0) }
        var (count, offset) = (UInt64(0), Self.magic.count)
        while offset < size {
            guard let next = endOfRecord(at: offset, size: size) ?? recordBehindDamage(at: offset, size: size)
            else { break }
            count += 1
            offset = next
        }
        return (count, offset)
    }

    /// Where the record behind a damaged one begins: where its length says, if a whole one stands there.
    func recordBehindDamage(at offset: Int, size: Int) -> Int? {
        var head: [UInt8] = []
        guard read(min(SpoolRecord.head, size - offset), at: offset, into: &head),
            let length = SpoolRecord.length(of: head[...], room: size - offset)
        else { return nil }
        let next = offset + SpoolRecord.head + length
        return next < size && endOfRecord(at: next, size: size) != nil ? next : nil
    }

    /// Where a record ends; `nil` when it is not whole.
    private func endOfRecord(at offset: Int, size: Int) -> Int? {
        var (head, body): ([UInt8], [UInt8]) = ([], [])
        guard read(min(SpoolRecord.head, size - offset), at: offset, into: &head),
            let length = SpoolRecord.length(of: head[...], room: size - offset),
            read(length, at: offset + SpoolRecord.head, into: &body), body.count == length,
            body.withUnsafeBytes({ SpoolRecord.isWhole(head[...], $0) })
        else { return nil }
        return offset + SpoolRecord.head + length
    }
}
