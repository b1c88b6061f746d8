extension Escaping {
    /// `text` as a double-quoted YAML scalar on one line that gives the same text back.
    package static func yaml(_ text: String) -> String {
        if isPlain(text) { return "\"\(text)\"" }
        return string(text) { bytes, out in
            out.append(UInt8(ascii: "\""))
            var scalars = UTF8Scalars(bytes)
            while let step = scalars.next() {
                guard let scalar = step.scalar else { continue }
                if scalar == "\"" || scalar == "\\" {
                    out.append(UInt8(ascii: "\\"))
                } else if scalar.isHidden || scalar.isUnclear {
                    out.append(contentsOf: "\\U".utf8)
                    let digits = String(scalar.value, radix: 16)
                    out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 8 - digits.utf8.count))
                    out.append(contentsOf: digits.utf8)
                    continue
                }
                out.append(contentsOf: bytes[step.range])
            }
            out.append(UInt8(ascii: "\""))
        }
    }

    /// `value` as a YAML scalar for a value in a Falco exception or an item of a Falco list; `nil` when Falco would not
    /// take it for exactly this text.
    ///
    /// Falco pastes such a value into the rule's condition. It quotes one that holds a space and escapes nothing, so
    /// quotes of the condition's own language are put around the value. Refused are: missing values; quotes and
    /// backslashes, which those quotes do not carry in every version; hidden characters; more than 1024 bytes; and a
    /// word inside the value that looks like the name of a list, which Falco would replace even in quotes.
    package static func falcoValue(_ value: String) -> String? {
        guard isFalcoText(value), !withUTF8(value, { $0.contains(where: needsBackslash) }) else { return nil }
        if isBareFalcoWord(value) { return value }
        guard value.utf8.contains(UInt8(ascii: "'")) else { return "'\"\(value)\"'" }
        let doubled = value.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
            .map { String($0) ?? "" }.joined(separator: "''")
        return "'\"\(doubled)\"'"
    }

    /// `value` as a string in quotes for a Falco condition; `nil` when Falco would not take it for exactly this text.
    ///
    /// Such a string has escapes, unlike an exception's value. Refused are: missing values; hidden characters; more than
    /// 1024 bytes; a backslash at the end, behind which Falco does not see the closing quote; and a word inside the
    /// value that looks like the name of a list.
    package static func falcoString(_ value: String) -> String? {
        guard isFalcoText(value), value.utf8.last != UInt8(ascii: "\\") else { return nil }
        guard value.utf8.contains(where: needsBackslash) else { return "\"\(value)\"" }
        var text = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }

    private static func needsBackslash(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Whether the value says something, shows whole, is no longer than 1024 bytes and holds no list's name.
    private static func isFalcoText(_ value: String) -> Bool {
        guard !value.isEmpty, value != "<NA>", value.utf8.count <= 1024 else { return false }
        let isASCII = withUTF8(value) { bytes in bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }
        guard isASCII || !value.unicodeScalars.contains(where: { $0.isHidden || $0.isUnclear }) else {
            return false
        }
        return !withUTF8(value, namesList)
    }

    /// Whether a part of the value, between what Falco counts as delimiters, is written like `shell_binaries`.
    private static func namesList(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        var words = 1
        var namesOne = false
        // Of the word being read.
        var (isName, hasUnderscore) = (true, false)
        for byte in value {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","),
                UInt8(ascii: "="):
                namesOne = namesOne || isName && hasUnderscore
                (isName, hasUnderscore) = (true, false)
                words += 1
            case UInt8(ascii: "_"): hasUnderscore = true
            default: isName = isName && isAlphanumeric(byte)
            }
        }
        return words > 1 && (namesOne || isName && hasUnderscore)
    }

    /// A path, image or address: nothing in it means anything to YAML or to Falco, and no list has such a name.
    private static func isBareFalcoWord(_ value: String) -> Bool {
        let bytes = value.utf8
        guard let first = bytes.first, let last = bytes.last else { return false }
        var hasSlash = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "/"): hasSlash = true
            case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): break
            default: if !isAlphanumeric(byte) { return false }
            }
        }
        return hasSlash && last != UInt8(ascii: "/") && (first == UInt8(ascii: "/") || isAlphanumeric(first))
    }
}
