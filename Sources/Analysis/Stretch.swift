internal import FalcoAlerts
internal import Glibc

/// Bytes where they lie. Smaller to carry and quicker to ask than an `UnsafeRawBufferPointer`, which may be of nothing.
struct Stretch {
    let start: UnsafeRawPointer
    let count: Int

    @inline(__always)
    init(start: UnsafeRawPointer, count: Int) {
        self.start = start
        self.count = count
    }

    @inline(__always)
    init(_ span: AlertView.Span, of alert: AlertView) {
        start = alert.start + Int(span.offset)
        count = Int(span.length)
    }

    @inline(__always)
    var isEmpty: Bool { count == 0 }

    /// Whether these are the bytes of `text`.
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && memcmp(start, text.utf8Start, count) == 0
    }

    func equals(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count == count else { return false }
            return bytes.baseAddress.map { memcmp(start, $0, count) == 0 } ?? true
        }
    }

    /// Whether a field with this value says nothing: empty or `<NA>`.
    @inline(__always)
    var saysNothing: Bool {
        count == 0 || count == 4 && start.loadUnaligned(as: UInt32.self).littleEndian == 0x3E41_4E3C
    }

    var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
    var string: String { String(decoding: buffer, as: UTF8.self) }
}
