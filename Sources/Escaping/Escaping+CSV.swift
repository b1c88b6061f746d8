extension Escaping {
    /// `value` as one CSV cell (RFC 4180), always in quotes. A cell that a spreadsheet would take for a formula is
    /// preceded by an apostrophe, also behind a semicolon, which some spreadsheets take for a separator.
    package static func csv(_ value: String, limit: Int = .max) -> String {
        // Control characters are judged as they came: a tab or a carriage return may open a formula.
        let opens = value.unicodeScalars.first { $0 != " " }.map(opensFormula) ?? false
        return string(terminal(value, limit: limit)) { bytes, out in
            out.append(UInt8(ascii: "\""))
            if opens { out.append(UInt8(ascii: "'")) }
            var afterSeparator = false
            for byte in bytes {
                if afterSeparator, byte != UInt8(ascii: " ") {
                    if opensFormula(Unicode.Scalar(byte)) { out.append(UInt8(ascii: "'")) }
                    afterSeparator = false
                }
                if byte == UInt8(ascii: ";") { afterSeparator = true }
                if byte == UInt8(ascii: "\"") { out.append(byte) }
                out.append(byte)
            }
            out.append(UInt8(ascii: "\""))
        }
    }

    private static func opensFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
