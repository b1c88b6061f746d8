internal import Escaping
internal import FalcoAlerts
internal import Glibc

/// Writes JSON, one value after another. Keys are literals of ours, written with their quotes and colon in one piece,
/// commas included: `#","rule":"#`.
///
/// It has memory of its own: a report is some hundred small pieces, and an array checks its ownership for each.
struct JSONWriter: ~Copyable {
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    init(capacity: Int = 32_768) {
        memory = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit {
        memory.deallocate()
    }

    /// Appends what was written to `buffer`.
    consuming func finish(into buffer: inout [UInt8]) {
        buffer.append(contentsOf: UnsafeBufferPointer(start: memory, count: count))
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count + more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: memory, count: count)
        memory.deallocate()
        memory = larger
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        memcpy(memory + count, start, bytes.count)
        count += bytes.count
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        reserve(1)
        memory[count] = byte
        count += 1
    }

    /// JSON text of ours, as it is.
    mutating func raw(_ json: StaticString) {
        append(UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
    }

    mutating func string(_ text: String) {
        text.utf8.span.withUnsafeBufferPointer { string(utf8: $0) }
    }

    private mutating func string(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard Escaping.plainPrefix(bytes) == bytes.count else {
            var escaped: [UInt8] = []
            escaped.reserveCapacity(bytes.count + 16)
            Escaping.jsonString(UnsafeRawBufferPointer(bytes), into: &escaped)
            return escaped.withUnsafeBufferPointer { append($0) }
        }
        reserve(bytes.count + 2)
        memory[count] = UInt8(ascii: "\"")
        if let start = bytes.baseAddress { memcpy(memory + count + 1, start, bytes.count) }
        memory[count + 1 + bytes.count] = UInt8(ascii: "\"")
        count += bytes.count + 2
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
        literal(text)
        raw("\"")
    }

    /// A number or word of JSON that was made elsewhere.
    mutating func literal(_ text: String) {
        text.utf8.span.withUnsafeBufferPointer { append($0) }
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
        reserve(18)
        memory[count] = UInt8(ascii: "\"")
        var rest = digest.value
        for position in stride(from: count + 16, to: count, by: -1) {
            let digit = UInt8(truncatingIfNeeded: rest & 0xF)
            memory[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            rest >>= 4
        }
        memory[count + 17] = UInt8(ascii: "\"")
        count += 18
    }

    /// A moment with nanoseconds, or `null`.
    mutating func time(_ time: Timestamp?) {
        guard let time else { return raw("null") }
        let civil = time.civil
        raw("\"0000-00-00T00:00:00.000000000Z\"")
        let end = count
        place(civil.year, 4, endingAt: end - 27)
        place(civil.month, 2, endingAt: end - 24)
        place(civil.day, 2, endingAt: end - 21)
        place(civil.hour, 2, endingAt: end - 18)
        place(civil.minute, 2, endingAt: end - 15)
        place(civil.second, 2, endingAt: end - 12)
        place(Int(time.nanoseconds), 9, endingAt: end - 2)
    }

    private mutating func digits(_ value: some BinaryInteger, _ width: Int) {
        reserve(width)
        count += width
        place(value, width, endingAt: count)
    }

    /// Writes decimal digits over what stands before `end`.
    @inline(__always)
    private mutating func place(_ value: some BinaryInteger, _ width: Int, endingAt end: Int) {
        var rest = UInt64(truncatingIfNeeded: value)
        for position in stride(from: end - 1, through: end - width, by: -1) {
            memory[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
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
