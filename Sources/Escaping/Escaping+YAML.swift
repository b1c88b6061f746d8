extension Escaping {
    /// Falco keeps 256 bytes for a value that a condition names, with the NUL behind it, and refuses the whole file for
    /// a longer one.
    private static let longestFalcoValue = 255

    /// `text` as a double-quoted YAML scalar on one line that gives the same text back.
    package static func yaml(_ text: String) -> String {
        if isPrintable(text) { return "\"\(text)\"" }
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
    /// backslashes, which those quotes do not carry in every version; hidden characters; more than 255 bytes; and a
    /// word inside the value that looks like the name of a list, which Falco would replace even in quotes.
    package static func falcoValue(_ value: String) -> String? {
        guard !value.isEmpty, value != "<NA>", value.utf8.count <= longestFalcoValue else { return nil }
        if !isPrintable(value) {
            for scalar in value.unicodeScalars {
                if scalar.isHidden || scalar.isUnclear || scalar == "\"" || scalar == "\\" { return nil }
            }
        }
        guard !namesList(value) else { return nil }
        if isBareFalcoWord(value) || isBareNumber(value) { return value }
        return "'\"\(doublingQuotes(value))\"'"
    }

    /// `text` with each `'` twice, as it stands within single quotes in YAML.
    package static func doublingQuotes(_ text: String) -> String {
        if !text.utf8.contains(UInt8(ascii: "'")) { return text }
        return text.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
            .map { String($0) ?? "" }.joined(separator: "''")
    }

    /// `value` as a string in quotes for a Falco condition; `nil` when Falco would not take it for exactly this text.
    ///
    /// Such a string has escapes, unlike an exception's value. Refused are: missing values; hidden characters; more than
    /// 255 bytes; a backslash at the end, behind which Falco does not see the closing quote; and a word inside the
    /// value that looks like the name of a list.
    package static func falcoString(_ value: String) -> String? {
        guard !value.isEmpty, value != "<NA>", value.utf8.count <= longestFalcoValue,
            value.utf8.last != UInt8(ascii: "\\")
        else { return nil }
        if isPrintable(value) { return namesList(value) ? nil : "\"\(value)\"" }
        for scalar in value.unicodeScalars where scalar.isHidden || scalar.isUnclear { return nil }
        guard !namesList(value) else { return nil }
        var text = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }

    /// Whether a part of the value, between what Falco counts as delimiters, is written like `shell_binaries`.
    private static func namesList(_ value: String) -> Bool {
        withUTF8(value) { bytes in
            // Of the word at hand: whether it may still be a name, and whether it has the mark of one.
            var (words, isWord, hasMark, hasFound) = (1, true, false, false)
            for byte in bytes {
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","),
                    UInt8(ascii: "="):
                    hasFound = hasFound || isWord && hasMark
                    words += 1
                    (isWord, hasMark) = (true, false)
                case UInt8(ascii: "_"): hasMark = true
                default: isWord = isWord && isAlphanumeric(byte)
                }
            }
            return words > 1 && (hasFound || isWord && hasMark)
        }
    }

    /// Whether a text is printable ASCII without quotes and backslashes: nothing in it needs to be looked at closer.
    private static func isPrintable(_ text: String) -> Bool {
        withUTF8(text) { bytes in
            bytes.allSatisfy {
                $0 &- 0x20 < 0x5F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
        }
    }

    /// A whole number of up to 20 digits: no list has such a name.
    private static func isBareNumber(_ value: String) -> Bool {
        let digits = value.utf8.first == UInt8(ascii: "-") ? value.utf8.dropFirst() : value.utf8[...]
        return (1...20).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A path, image or address: nothing in it means anything to YAML or to Falco, and no list has such a name.
    private static func isBareFalcoWord(_ value: String) -> Bool {
        withUTF8(value) { bytes in
            guard let first = bytes.first, let last = bytes.last else { return false }
            var hasSlash = false
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "/"): hasSlash = true
                case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"): continue
                default: if !isAlphanumeric(byte) { return false }
                }
            }
            return hasSlash && last != UInt8(ascii: "/")
                && (first == UInt8(ascii: "/") || isAlphanumeric(first))
        }
    }
}
