/// What a recording says of itself.
package struct RecordingHeader: Sendable, Hashable {
    /// The program that recorded, with its version.
    package var recorder: String?
    /// When it began, in RFC 3339.
    package var started: String?
    /// Falco's version.
    package var falco: String?
    /// The names of the inputs that were recorded.
    package var inputs: [String] = []

    package init() {}

    /// Its lines. Control characters and `%` are written as in a URL.
    var payload: [UInt8] {
        var lines: [(String, String)] = []
        for (name, value) in [("recorder", recorder), ("started", started), ("falco", falco)] {
            if let value { lines.append((name, value)) }
        }
        lines += inputs.map { ("input", $0) }
        return Array(lines.map { "\($0) \(Self.escaped($1))\n" }.joined().utf8)
    }

    /// Adds what the lines of a payload say. Names that are not known are passed over.
    mutating func add(payload: UnsafeRawBufferPointer) {
        for line in payload.split(separator: UInt8(ascii: "\n")) {
            guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
            let value = Self.unescaped(line[(space + 1)...])
            switch String(decoding: line[..<space], as: UTF8.self) {
            case "recorder": recorder = value
            case "started": started = value
            case "falco": falco = value
            case "input" where inputs.count < Self.mostInputs && !inputs.contains(value): inputs.append(value)
            default: break
            }
        }
    }

    /// A recording may say what it likes.
    private static let mostInputs = 100

    private static func escaped(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
                out += [UInt8(ascii: "%")] + [byte >> 4, byte & 15].map { $0 < 10 ? 0x30 + $0 : 0x37 + $0 }
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func unescaped(_ text: Slice<UnsafeRawBufferPointer>) -> String {
        var out: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
