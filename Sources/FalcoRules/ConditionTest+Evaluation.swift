internal import Glibc

extension ConditionTest {
    func evaluate(_ source: some FieldSource) -> Truth {
        switch left.read {
        case .one(let names): return test(Self.value(of: names, source), source)
        case .ancestors(let levels):
            var truth = Truth.no
            for names in levels {
                let value = Self.value(of: names, source)
                // Where an ancestor is missing there are none above it.
                if case .missing = value { return truth }
                truth = truth || test(value, source)
                if truth == .yes { return .yes }
            }
            return .unknown
        case .ends(let end): return test(end, source)
        }
    }

    private static func value(of names: [String], _ source: some FieldSource) -> FieldValue {
        for name in names {
            let value = source.value(of: name)
            if case .unknown = value { continue }
            return value
        }
        return .unknown
    }

    /// Both ends of the connection that `fd.name` shows.
    private func test(_ end: FieldRead.End, _ source: some FieldSource) -> Truth {
        let name: UnsafeRawBufferPointer
        switch source.value(of: "fd.name") {
        case .unknown: return .unknown
        case .missing, .missingOr: return .no
        case .bytes(let bytes): name = bytes
        }
        // A file is no connection.
        if name.first == UInt8(ascii: "/") { return .no }
        guard let connection = ConnectionName(name) else { return .unknown }
        if comparator == .exists { return .yes }
        let results: [Truth]
        switch end {
        case .addresses:
            results = [connection.client, connection.server].map { Truth(compare(address: $0.address)) }
        case .ports:
            results = [connection.client, connection.server].map {
                Truth(compare(number: DecimalNumber(isNegative: false, magnitude: $0.port)))
            }
        }
        return comparator == .unequal ? results[0] && results[1] : results[0] || results[1]
    }

    private func test(_ value: FieldValue, _ source: some FieldSource) -> Truth {
        switch value {
        case .unknown: return .unknown
        case .missing: return .no
        case .bytes(let bytes): return test(bytes, source)
        case .missingOr(let bytes): return test(bytes, source) == .no ? .no : .unknown
        }
    }

    private func test(_ bytes: UnsafeRawBufferPointer, _ source: some FieldSource) -> Truth {
        guard let type = left.type else { return comparator == .exists ? .yes : .unknown }
        if left.transformers.isEmpty {
            if comparator == .exists { return .yes }
            return compare(bytes, type, source)
        }
        switch Self.transform(bytes, left) {
        case .failed: return .no
        case .undecided: return .unknown
        case .number(let number): return comparator == .exists ? .yes : compare(counted: number, source)
        case .text(let text):
            return comparator == .exists ? .yes : text.withUnsafeBytes { compare($0, type, source) }
        }
    }

    // MARK: Transformers

    enum Transformed {
        /// Falco cannot transform the value, and then nothing matches.
        case failed
        case undecided
        case text([UInt8])
        case number(UInt64)
    }

    static func transform(_ bytes: UnsafeRawBufferPointer, _ operand: Operand) -> Transformed {
        if operand.original == .buffer { return .undecided }
        if case .list = operand.original {
            guard let elements = elements(of: bytes) else { return .undecided }
            return .number(UInt64(elements.count))
        }
        var text = Array(bytes.prefix { $0 != 0 })
        for transformer in operand.transformers {
            switch transformer {
            case .tolower: for place in text.indices { text[place] = ASCII.lowered(text[place]) }
            case .toupper: for place in text.indices { text[place] = ASCII.raised(text[place]) }
            case .basename:
                if let slash = text.lastIndex(of: UInt8(ascii: "/")) { text.removeSubrange(...slash) }
            case .b64:
                guard let decoded = text.withUnsafeBytes({ Base64.decode($0) }) else { return .failed }
                text = decoded
            case .len: return .number(UInt64(text.prefix { $0 != 0 }.count))
            }
        }
        return .text(text)
    }

    /// The elements of a list as an alert prints it: `(a,b)`.
    private static func elements(of bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer]? {
        guard bytes.count >= 2, bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") else {
            return nil
        }
        let inner = bytes[1..<(bytes.count - 1)]
        if inner.isEmpty { return [] }
        return inner.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            UnsafeRawBufferPointer(rebasing: $0)
        }
    }

    // MARK: Comparing

    private func compare(
        _ bytes: UnsafeRawBufferPointer, _ type: FieldType, _ source: some FieldSource
    ) -> Truth {
        if case .field(let other) = right { return compare(bytes, type, with: other, source) }
        return compare(bytes, type, right)
    }

    /// The length of a text or list.
    private func compare(counted number: UInt64, _ source: some FieldSource) -> Truth {
        let digits = Array(String(number).utf8)
        return digits.withUnsafeBytes { compare($0, .unsigned(bits: 64), source) }
    }

    /// With another field of the same alert.
    private func compare(
        _ bytes: UnsafeRawBufferPointer, _ type: FieldType, with other: Operand, _ source: some FieldSource
    ) -> Truth {
        guard case .one(let names) = other.read, other.type != nil else { return .unknown }
        func against(_ value: UnsafeRawBufferPointer) -> Truth {
            var text = Array(value.prefix { $0 != 0 })
            if !other.transformers.isEmpty {
                switch Self.transform(value, other) {
                case .failed: return .no
                case .undecided: return .unknown
                case .number(let number): text = Array(String(number).utf8)
                case .text(let changed): text = changed
                }
            }
            guard let right = text.withUnsafeBytes({ Self.right(printed: $0, type) }) else { return .unknown }
            return compare(bytes, type, right)
        }
        switch Self.value(of: names, source) {
        case .unknown: return .unknown
        case .missing: return .no
        case .bytes(let value): return against(value)
        case .missingOr(let value): return against(value) == .no ? .no : .unknown
        }
    }

    /// A right side made of a value that an alert prints; `nil` when it cannot be read.
    private static func right(printed bytes: UnsafeRawBufferPointer, _ type: FieldType) -> Right? {
        switch type {
        case .text: return .texts([Array(bytes.prefix { $0 != 0 })])
        case .signed, .unsigned, .port: return DecimalNumber(bytes).map { .numbers([$0]) }
        case .boolean: return flag(bytes).map { .flags([$0]) }
        case .address: return NetworkAddress(address: bytes).map { .addresses([$0]) }
        case .float: return Double(String(decoding: bytes, as: UTF8.self)).map { .floats([$0]) }
        case .list(.text): return elements(of: bytes).map { .texts($0.map { Array($0) }) }
        case .list, .network, .buffer, .varying: return nil
        }
    }

    private func compare(_ bytes: UnsafeRawBufferPointer, _ type: FieldType, _ right: Right) -> Truth {
        switch type {
        case .text:
            let end = bytes.firstIndex(of: 0) ?? bytes.count
            return compare(text: UnsafeRawBufferPointer(rebasing: bytes[..<end]), right)
        case .signed, .unsigned, .port:
            return DecimalNumber(bytes).map { Truth(compare(number: $0, right)) } ?? .unknown
        case .float: return .unknown
        case .boolean:
            guard let flag = Self.flag(bytes), case .flags(let flags) = right else { return .unknown }
            return Truth(comparator == .unequal ? flags.first != flag : flags.contains(flag))
        case .address, .network:
            return NetworkAddress(address: bytes).map { Truth(compare(address: $0, right)) } ?? .unknown
        case .list(let element):
            guard let elements = Self.elements(of: bytes) else { return .unknown }
            return compare(list: elements, element, right)
        case .buffer, .varying: return .unknown
        }
    }

    private static func flag(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        if bytes.elementsEqual("true".utf8) { return true }
        return bytes.elementsEqual("false".utf8) ? false : nil
    }

    /// `in`: all elements are among the values; `intersects`: one of them is.
    private func compare(list elements: [UnsafeRawBufferPointer], _ type: FieldType, _ right: Right) -> Truth
    {
        let isIn = ConditionTest(
            name: name, left: left, comparator: .isIn, right: right)
        let results = elements.map { isIn.compare($0, type, right) }
        if comparator == .intersects { return results.reduce(.no) { $0 || $1 } }
        return results.reduce(.yes) { $0 && $1 }
    }

    private init(name: String, left: Operand, comparator: RuleCondition.Comparator, right: Right) {
        self.name = name
        self.left = left
        self.comparator = comparator
        self.right = right
    }

    private func compare(number: DecimalNumber, _ given: Right? = nil) -> Bool {
        guard case .numbers(let numbers) = given ?? right, let first = numbers.first else {
            return false
        }
        return switch comparator {
        case .less: number < first
        case .lessOrEqual: number <= first
        case .greater: number > first
        case .greaterOrEqual: number >= first
        case .unequal: number != first
        default: numbers.contains(number)
        }
    }

    private func compare(address: NetworkAddress, _ given: Right? = nil) -> Bool {
        switch given ?? right {
        case .addresses(let addresses):
            comparator == .unequal ? addresses.first != address : addresses.contains(address)
        case .networks(let networks):
            comparator == .unequal
                ? !(networks.first?.holds(address) ?? true) : networks.contains { $0.holds(address) }
        default: false
        }
    }

    private func compare(text: UnsafeRawBufferPointer, _ right: Right) -> Truth {
        switch right {
        case .pattern(let pattern): return Truth(pattern.matches(text))
        case .paths(let paths): return Truth(paths.match(text))
        case .expression(let expression): return expression.matches(text).map(Truth.init) ?? .unknown
        case .texts(let texts):
            if comparator.takesList { return Truth(texts.contains { text.elementsEqual($0) }) }
            guard let first = texts.first else { return .no }
            return Truth(compare(text: text, with: first))
        default: return .unknown
        }
    }

    private func compare(text: UnsafeRawBufferPointer, with other: [UInt8]) -> Bool {
        switch comparator {
        case .equal, .same: return text.elementsEqual(other)
        case .unequal: return !text.elementsEqual(other)
        case .contains: return Self.holds(text, other) { $0 }
        case .icontains: return Self.holds(text, other, ASCII.lowered)
        case .startswith: return text.starts(with: other)
        case .endswith: return text.count >= other.count && text.suffix(other.count).elementsEqual(other)
        case .less: return text.lexicographicallyPrecedes(other)
        case .lessOrEqual: return !other.lexicographicallyPrecedes(text)
        case .greater: return other.lexicographicallyPrecedes(text)
        case .greaterOrEqual: return !text.lexicographicallyPrecedes(other)
        default: return false
        }
    }

    private static func holds(
        _ text: UnsafeRawBufferPointer, _ wanted: [UInt8], _ fold: (UInt8) -> UInt8
    ) -> Bool {
        guard let first = wanted.first.map(fold) else { return true }
        guard text.count >= wanted.count else { return false }
        return (0...(text.count - wanted.count)).contains { start in
            fold(text[start]) == first
                && zip(text[start...], wanted).allSatisfy { fold($0) == fold($1) }
        }
    }
}
