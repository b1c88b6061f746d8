extension String {
    /// Whether `other` occurs in it.
    func holds(_ other: StaticString) -> Bool { range(of: other) != nil }

    /// Where `other` first occurs. The standard library's own search needs its regular expressions, which cost more
    /// than the whole report.
    func range(of other: StaticString) -> Range<Index>? {
        let wanted = UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount)
        guard let first = wanted.first else { return nil }
        var start = utf8.startIndex
        while let found = utf8[start...].firstIndex(of: first) {
            if utf8[found...].starts(with: wanted) {
                return found..<utf8.index(found, offsetBy: wanted.count)
            }
            start = utf8.index(after: found)
        }
        return nil
    }
}
