extension Escaping {
    /// `value` for an HTML page: as text between tags, or as an attribute's value in quotes of either kind.
    package static func html(_ value: String, limit: Int = .max) -> String {
        string(terminal(value, limit: limit)) { bytes, out in
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
                case UInt8(ascii: "<"): out.append(contentsOf: "&lt;".utf8)
                case UInt8(ascii: ">"): out.append(contentsOf: "&gt;".utf8)
                case UInt8(ascii: "\""): out.append(contentsOf: "&quot;".utf8)
                case UInt8(ascii: "'"): out.append(contentsOf: "&#39;".utf8)
                case UInt8(ascii: "`"): out.append(contentsOf: "&#96;".utf8)
                default: out.append(byte)
                }
            }
        }
    }

    /// Our words and the values, both as text; code and values in `<code>`.
    package static func html(_ prose: Prose) -> String {
        prose.pieces.reduce(into: "") { text, piece in
            text += piece.kind == .words ? html(piece.text) : "<code>\(html(piece.text))</code>"
        }
    }
}
