internal import Escaping
internal import FalcoAlerts
internal import Glibc

/// Writes JSON, one value after another. Keys are literals of ours, written with their quotes and colon in one piece,
/// commas included: `#","rule":"#`.
struct JSONWriter: ~Copyable {
    private var out = ByteBuffer()

    init() {}

    /// Goes on at the end of `buffer`, which is left empty until ``finish(into:)`` gives it back.
    init(taking buffer: inout ByteBuffer) {
        swap(&out, &buffer)
    }

    /// Gives the buffer back with what was written.
    consuming func finish(into buffer: inout ByteBuffer) {
        swap(&out, &buffer)
    }

    /// Appends what was written to `buffer`.
    consuming func finish(into buffer: inout [UInt8]) {
        buffer.append(contentsOf: out.bytes)
    }

    /// JSON text of ours, as it is.
    @inline(__always)
    mutating func raw(_ json: StaticString) {
        out.append(UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    mutating func string(_ text: String) {
        text.utf8.span.withUnsafeBufferPointer { bytes in
            let room = out.room(for: bytes.count + 2)
            room[0] = UInt8(ascii: "\"")
            let plain = Escaping.copyPlainPrefix(of: bytes, to: room + 1)
            if plain == bytes.count {
                room[1 + plain] = UInt8(ascii: "\"")
                out.advance(by: plain + 2)
            } else {
                out.advance(by: plain + 1)
                escape(UnsafeBufferPointer(rebasing: bytes[plain...]))
                raw("\"")
            }
        }
    }

    mutating func text(_ text: Text) {
        withExtendedLifetime(text) {
            let bytes = UnsafeBufferPointer(start: text.start, count: text.count)
            raw("\"")
            if text.isPlain { out.append(bytes) } else { escape(bytes) }
            raw("\"")
        }
    }

    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes
        while true {
            let plain = Escaping.copyPlainPrefix(of: rest, to: out.room(for: rest.count))
            out.advance(by: plain)
            if plain == rest.count { return }
            let (read, written) = Escaping.jsonCharacter(
                UnsafeBufferPointer(rebasing: rest[plain...]),
                to: out.room(for: Escaping.longestJSONCharacter))
            out.advance(by: written)
            rest = UnsafeBufferPointer(rebasing: rest[(plain + read)...])
        }
    }

    mutating func string(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }

    mutating func prose(_ prose: Prose?) {
        if let prose { text(prose.text) } else { raw("null") }
    }

    /// Text that is known to need no escaping.
    mutating func plain(_ text: String) {
        raw("\"")
        literal(text)
        raw("\"")
    }

    /// A number or word of JSON that was made elsewhere.
    mutating func literal(_ text: String) {
        text.utf8.span.withUnsafeBufferPointer { out.append($0) }
    }

    mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    mutating func number(_ value: Int) {
        number(UInt64(value.magnitude), isNegative: value < 0)
    }

    mutating func number(_ value: UInt64, isNegative: Bool = false) {
        if isNegative { raw("-") }
        var digits = 1
        var rest = value / 10
        while rest > 0 {
            digits += 1
            rest /= 10
        }
        self.digits(value, digits)
    }

    mutating func digest(_ digest: AlertDigest) {
        let room = out.room(for: 18)
        room[0] = UInt8(ascii: "\"")
        JSONWriter.put(UInt32(truncatingIfNeeded: digest.value >> 32), room + 1)
        JSONWriter.put(UInt32(truncatingIfNeeded: digest.value), room + 9)
        room[17] = UInt8(ascii: "\"")
        out.advance(by: 18)
    }

    /// Eight hexadecimal digits, all at once: each of the number's halves of bytes in a byte of its own, to which the
    /// distance to its digit is added.
    @inline(__always)
    private static func put(_ value: UInt32, _ place: UnsafeMutablePointer<UInt8>) {
        var digits = UInt64(value)
        digits = (digits << 16 | digits) & 0x0000_FFFF_0000_FFFF
        digits = (digits << 8 | digits) & 0x00FF_00FF_00FF_00FF
        digits = (digits << 4 | digits) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let distance = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        let text = digits &+ 0x3030_3030_3030_3030 &+ letters &* distance
        UnsafeMutableRawPointer(place).storeBytes(of: text.bigEndian, as: UInt64.self)
    }

    /// A moment with nanoseconds, or `null`.
    mutating func time(_ time: Timestamp?) {
        guard let time else { return raw("null") }
        let civil = time.civil
        raw("\"0000-00-00T00:00:00.000000000Z\"")
        let text = out.room(for: 0) - 32
        JSONWriter.put(civil.year / 100, text + 1)
        JSONWriter.put(civil.year % 100, text + 3)
        JSONWriter.put(civil.month, text + 6)
        JSONWriter.put(civil.day, text + 9)
        JSONWriter.put(civil.hour, text + 12)
        JSONWriter.put(civil.minute, text + 15)
        JSONWriter.put(civil.second, text + 18)
        let nanoseconds = Int(time.nanoseconds)
        JSONWriter.put(nanoseconds / 10_000_000, text + 21)
        JSONWriter.put(nanoseconds / 100_000 % 100, text + 23)
        JSONWriter.put(nanoseconds / 1000 % 100, text + 25)
        JSONWriter.put(nanoseconds / 10 % 100, text + 27)
        text[29] = UInt8(ascii: "0") + UInt8(nanoseconds % 10)
    }

    /// Two digits.
    @inline(__always)
    private static func put(_ value: Int, _ place: UnsafeMutablePointer<UInt8>) {
        place[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10)
        place[1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10)
    }

    private mutating func digits(_ value: UInt64, _ width: Int) {
        let room = out.room(for: width)
        var rest = value
        for place in stride(from: width - 1, through: 0, by: -1) {
            room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        out.advance(by: width)
    }

    /// An array, each element written by `body`.
    mutating func array<Element>(
        _ elements: [Element], _ body: (inout JSONWriter, borrowing Element) -> Void
    ) {
        raw("[")
        // A span lends its elements: iterating over an array would retain what each of them holds.
        let span = elements.span
        for index in span.indices {
            if index > 0 { raw(",") }
            body(&self, span[index])
        }
        raw("]")
    }

    mutating func strings(_ texts: [String]) {
        array(texts) { $0.string($1) }
    }

    mutating func proses(_ proses: [Prose]) {
        array(proses) { $0.text($1.text) }
    }
}
