internal import Glibc

/// UTF-8 in memory that it shares with its copies, with a playbook or with the program itself.
///
/// A report is made of some hundred texts: taking one along copies nothing, and one that nobody shares grows in place.
package struct Text: @unchecked Sendable {
    /// Keeps the bytes in memory; `nil` for those of the program itself.
    private var keeper: TextBuffer?
    /// The first byte, valid as long as this text or a copy of it.
    package private(set) var start: UnsafePointer<UInt8>
    private var length: Int32
    /// How many bytes at the end of the buffer go with the text: see `Prose`.
    private(set) var trailer: Int32
    /// Whether JSON takes it as it is: see `Escaping.isPlain`.
    package private(set) var isPlain: Bool

    package init() {
        self.init(lasting: UnsafeBufferPointer(start: nil, count: 0))
    }

    package init(_ string: String) {
        self.init()
        append(string)
    }

    /// Text of the program itself, which is not copied.
    package init(_ literal: StaticString) {
        self.init(lasting: literal.utf8)
    }

    /// The same for bytes that stay where they are as long as the program.
    package init(lasting bytes: UnsafeBufferPointer<UInt8>) {
        self.init(sharing: bytes, of: nil, isPlain: Escaping.isPlain(bytes))
    }

    /// Bytes to which nobody writes any more. They are not copied.
    /// - Parameters:
    ///   - keeper: keeps them in memory; `nil` when they last as long as the program.
    ///   - isPlain: what `Escaping.isPlain` says of them.
    package init(sharing bytes: UnsafeBufferPointer<UInt8>, of keeper: TextBuffer?, isPlain: Bool) {
        self.keeper = keeper
        start = bytes.baseAddress ?? ("" as StaticString).utf8Start
        length = Int32(bytes.count)
        trailer = 0
        self.isPlain = isPlain
    }

    package var isEmpty: Bool { length == 0 }

    /// How long it is, in bytes.
    package var count: Int { Int(length) }

    package var string: String { withUTF8 { String(decoding: $0, as: UTF8.self) } }

    @inline(__always)
    func withUTF8<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        withExtendedLifetime(keeper) { body(UnsafeBufferPointer(start: start, count: Int(length))) }
    }

    // MARK: Adding

    @_disfavoredOverload
    package mutating func append(_ string: String) {
        Escaping.withUTF8(string) { append($0, isPlain: nil) }
    }

    /// Text of the program itself: literals are this.
    package mutating func append(_ literal: StaticString) {
        append(literal.utf8, isPlain: nil)
    }

    package mutating func append(_ text: Text) {
        text.withUTF8 { append($0, isPlain: text.isPlain) }
    }

    /// - Parameter isPlain: what `Escaping.isPlain` says of the bytes, if that is known.
    package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, isPlain isKnownPlain: Bool?) {
        guard let from = bytes.baseAddress, bytes.count > 0 else { return }
        memcpy(room(for: bytes.count), from, bytes.count)
        length += Int32(bytes.count)
        if isPlain { isPlain = isKnownPlain ?? Escaping.isPlain(bytes) }
    }

    /// Makes room for that many bytes, so that adding them one by one costs less.
    package mutating func reserve(_ bytes: Int) {
        _ = room(for: max(0, bytes - Int(length)))
    }

    /// Where the next byte goes, in a buffer that is nobody else's and has room for that many more.
    private mutating func room(for bytes: Int) -> UnsafeMutablePointer<UInt8> {
        let needed = Int(length) + bytes + Int(trailer)
        if isKnownUniquelyReferenced(&keeper), let keeper, start == keeper.start, needed <= keeper.size {
            return keeper.start + Int(length)
        }
        return move(to: TextBuffer.make(capacity: max(64, needed + needed / 2)))
    }

    private mutating func move(to buffer: TextBuffer) -> UnsafeMutablePointer<UInt8> {
        memcpy(buffer.start, start, Int(length))
        if let keeper, trailer > 0 {
            memcpy(buffer.end - Int(trailer), keeper.end - Int(trailer), Int(trailer))
        }
        keeper = buffer
        start = UnsafePointer(buffer.start)
        return buffer.start + Int(length)
    }

    /// Puts a value in front of the trailer, which becomes longer by it.
    mutating func prependToTrailer<Value: BitwiseCopyable>(_ value: Value) {
        let size = MemoryLayout<Value>.size
        _ = room(for: size)
        trailer += Int32(size)
        if let keeper {
            UnsafeMutableRawPointer(keeper.end - Int(trailer)).storeBytes(of: value, as: Value.self)
        }
    }

    /// The value at that place of a trailer of such values, counted from its end.
    func trailing<Value: BitwiseCopyable>(_ index: Int, as type: Value.Type) -> Value? {
        keeper.map {
            UnsafeRawPointer($0.end - (index + 1) * MemoryLayout<Value>.size).loadUnaligned(as: Value.self)
        }
    }
}

extension Text: Hashable {
    package static func == (a: Text, b: Text) -> Bool {
        a.length == b.length && memcmp(a.start, b.start, Int(a.length)) == 0
    }

    package func hash(into hasher: inout Hasher) {
        withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
