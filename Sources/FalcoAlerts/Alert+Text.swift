extension Alert {
    /// Falco's line for people, without its time and priority: `Shell spawned in a container | user=root …`.
    ///
    /// With `json_output: true` Falco sends the whole alert as JSON in `output`; the line is taken out of it. Where
    /// `output` is neither, it is given as it is. May hold newlines and any other character.
    public var text: String {
        withOutputBytes { output in
            guard let line = Alert.wrappedLine(output) else {
                return String(decoding: Alert.withoutPrefix(output[...]), as: UTF8.self)
            }
            return line.withUnsafeBytes { String(decoding: Alert.withoutPrefix($0[...]), as: UTF8.self) }
        }
    }

    /// Calls `body` with `output` when that is this alert as flawless JSON: one object on one line, nested no deeper
    /// than 128 levels, valid UTF-8, no control character and no half of a surrogate pair, and of the same rule.
    /// `nil` otherwise. Such bytes may be passed on as Falco's own JSON.
    package func withWrappedJSON<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
        try withOutputBytes { output in
            guard output.first == UInt8(ascii: "{"), output.last == UInt8(ascii: "}") else { return nil }
            var scanner = JSONObjectScanner(output)
            var rule: Range<Int>?
            let isObject = scanner.readObject { key, value in
                if Alert.string(output, at: key, is: "rule") { rule = value }
            }
            guard isObject, scanner.isClean, let rule, let name = Alert.string(output, value: rule),
                withRuleBytes({ name.elementsEqual($0) })
            else { return nil }
            return try body(output)
        }
    }

    /// Whether `output` begins as Falco's line for people does, with time and priority.
    package var hasLinePrefix: Bool {
        withOutputBytes { Alert.withoutPrefix($0[...]).count < $0.count }
    }

    /// The line in the JSON that Falco wraps around it: `output`, or `message` where `output` is switched off.
    private static func wrappedLine(_ output: UnsafeRawBufferPointer) -> [UInt8]? {
        guard output.first == UInt8(ascii: "{") else { return nil }
        var scanner = JSONObjectScanner(output)
        var line: Range<Int>?
        var message: Range<Int>?
        let isObject = scanner.readObject { key, value in
            if string(output, at: key, is: "output") { line = value }
            if string(output, at: key, is: "message") { message = value }
        }
        guard isObject, let found = line ?? message else { return nil }
        return string(output, value: found)
    }

    /// Whether the JSON string at `range` says `word`.
    private static func string(
        _ bytes: UnsafeRawBufferPointer, at range: Range<Int>, is word: StaticString
    ) -> Bool {
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        let raw = bytes[range]
        if raw.count == wanted.count { return raw.elementsEqual(wanted) }
        // Only an escape can make the same word longer, up to six bytes for each.
        guard raw.count > wanted.count, raw.count <= 6 * wanted.count, raw.contains(UInt8(ascii: "\\")) else {
            return false
        }
        return JSONEscapes.decoded(bytes, range).elementsEqual(wanted)
    }

    /// The JSON value at `range` if it is a string.
    private static func string(_ bytes: UnsafeRawBufferPointer, value range: Range<Int>) -> [UInt8]? {
        guard bytes[range].first == UInt8(ascii: "\"") else { return nil }
        return JSONEscapes.decoded(bytes, range.lowerBound + 1..<range.upperBound - 1)
    }

    /// The line behind `19:41:09.322503878: Critical `, or behind the same with Falco's ISO 8601 time.
    private static func withoutPrefix(_ line: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer>
    {
        let shapes: [StaticString] = ["00:00:00.000000000: ", "0000-00-00T00:00:00.000000000+0000: "]
        for shape in shapes {
            guard let rest = line.dropping(shape) else { continue }
            for priority in Priority.known {
                let word = priority.name.utf8
                if rest.starts(with: word), rest.dropFirst(word.count).first == UInt8(ascii: " ") {
                    return rest.dropFirst(word.count + 1)
                }
            }
        }
        return line
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// What follows a beginning of that shape, where `0` stands for any digit; `nil` when there is none.
    fileprivate func dropping(_ shape: StaticString) -> Self? {
        guard count >= shape.utf8CodeUnitCount else { return nil }
        for offset in 0..<shape.utf8CodeUnitCount {
            let wanted = shape.utf8Start[offset]
            let byte = self[startIndex + offset]
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            guard wanted == UInt8(ascii: "0") ? isDigit : byte == wanted else { return nil }
        }
        return dropFirst(shape.utf8CodeUnitCount)
    }
}
