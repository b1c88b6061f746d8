/// A terminal's screen, as far as lines that update in place need one: text, newline, cursor up, erase line, SGR.
/// Anything else is a fault.
struct Screen {
    private(set) var lines: [String] = [""]
    private(set) var faults: [String] = []
    private var row = 0

    mutating func feed(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let scalar = rest.unicodeScalars.first {
            if scalar == "\u{1B}" {
                guard let match = rest.prefixMatch(of: /\u{1B}\[([0-9;]*)([A-Za-z])/) else {
                    return faults.append("a sequence that is none of ours")
                }
                control(match.2, Int(match.1) ?? 1)
                rest = rest[match.range.upperBound...]
            } else {
                rest.unicodeScalars.removeFirst()
                if scalar == "\n" {
                    row += 1
                    if row == lines.count { lines.append("") }
                } else {
                    lines[row].unicodeScalars.append(scalar)
                }
            }
        }
    }

    private mutating func control(_ command: Substring, _ number: Int) {
        switch command {
        case "A": row -= number
        case "K": lines[row] = ""
        case "m": break
        default: faults.append("control sequence \(command)")
        }
    }

    var text: String { lines.joined(separator: "\n") }
}
