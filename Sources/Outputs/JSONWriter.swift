internal import Escaping
internal import FalcoAlerts

/// Writes JSON, one value after another. Keys are literals of ours, written with their quotes and colon in one piece,
/// commas included: `#","rule":"#`.
struct JSONWriter {
    private(set) var bytes: [UInt8]

    /// Goes on at the end of `buffer`, which is left empty until ``finish(into:)`` gives it back.
    init(taking buffer: inout [UInt8]) {
        bytes = []
        swap(&bytes, &buffer)
        bytes.reserveCapacity(bytes.count + 16_384)
    }

    mutating func finish(into buffer: inout [UInt8]) {
        swap(&bytes, &buffer)
    }

    /// JSON text of ours, as it is.
    mutating func raw(_ json: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    mutating func string(_ text: String) {
        Escaping.jsonString(text, into: &bytes)
    }

    mutating func string(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    mutating func prose(_ prose: Prose?) {
        if let prose { string(prose.raw) } else { raw("null") }
    }

    /// Text that is known to need no escaping.
    mutating func plain(_ text: String) {
        raw("\"")
        bytes.append(contentsOf: text.utf8)
        raw("\"")
    }

    /// A number or word of JSON that was made elsewhere.
    mutating func literal(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    mutating func number(_ value: Int) {
        number(UInt64(value.magnitude), isNegative: value < 0)
    }

    mutating func number(_ value: UInt64, isNegative: Bool = false) {
        if isNegative { raw("-") }
        let start = bytes.count
        var rest = value
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    mutating func digest(_ digest: AlertDigest) {
        raw("\"")
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: digest.value >> UInt64(shift)) & 0xF
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        raw("\"")
    }

    /// A moment with nanoseconds, or `null`.
    mutating func time(_ time: Timestamp?) {
        guard let time else { return raw("null") }
        let civil = time.civil
        raw("\"")
        digits(civil.year, 4)
        raw("-")
        digits(civil.month, 2)
        raw("-")
        digits(civil.day, 2)
        raw("T")
        digits(civil.hour, 2)
        raw(":")
        digits(civil.minute, 2)
        raw(":")
        digits(civil.second, 2)
        raw(".")
        digits(Int(time.nanoseconds), 9)
        raw("Z\"")
    }

    private mutating func digits(_ value: Int, _ width: Int) {
        let end = bytes.count + width
        var rest = value
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        for position in stride(from: end - 1, to: end - 1 - width, by: -1) {
            bytes[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// An array, each element written by `body`.
    mutating func array<Elements: Sequence>(
        _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
    ) {
        raw("[")
        var isFirst = true
        for element in elements {
            if !isFirst { raw(",") }
            isFirst = false
            body(&self, element)
        }
        raw("]")
    }

    mutating func strings(_ texts: [String]) {
        array(texts) { $0.string($1) }
    }

    mutating func proses(_ proses: [Prose]) {
        array(proses) { $0.string($1.raw) }
    }
}
