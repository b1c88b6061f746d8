/// One line of Prometheus' text format: `name{label="value",…} number`.
struct MetricsSample {
    var name: String
    var labels: [String: String] = [:]
    /// The number as a count; a number below 0 or no whole one is rounded.
    var count: UInt64

    /// `nil` when the line is none.
    init?(parsing line: ArraySlice<UInt8>) {
        var rest = line
        let word = rest.prefix { $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: " ") }
        name = String(decoding: word, as: UTF8.self)
        rest = rest.dropFirst(word.count)
        if rest.first == UInt8(ascii: "{") {
            rest = rest.dropFirst()
            guard Self.labels(&rest, &labels) else { return nil }
        }
        let numbers = rest.split(separator: UInt8(ascii: " "))
        guard let number = numbers.first, number.count <= 64 else { return nil }
        let text = String(decoding: number.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        if let whole = UInt64(text) {
            count = whole
        } else if let value = Double(text), value.isFinite {
            count = UInt64(exactly: max(0, value).rounded()) ?? .max
        } else {
            return nil
        }
    }

    /// Takes labels up to the closing brace.
    private static func labels(_ rest: inout ArraySlice<UInt8>, _ labels: inout [String: String]) -> Bool {
        while let byte = rest.first {
            if byte == UInt8(ascii: "}") {
                rest = rest.dropFirst()
                return true
            }
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") {
                rest = rest.dropFirst()
                continue
            }
            let key = rest.prefix { $0 != UInt8(ascii: "=") }
            rest = rest.dropFirst(key.count + 1)
            guard rest.first == UInt8(ascii: "\"") else { return false }
            rest = rest.dropFirst()
            guard let value = quoted(&rest) else { return false }
            labels[String(decoding: key, as: UTF8.self)] = value
        }
        return false
    }

    /// Takes a label's value and its closing quote.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                bytes.append(next == UInt8(ascii: "n") ? UInt8(ascii: "\n") : next)
            default: bytes.append(byte)
            }
        }
        return nil
    }
}
