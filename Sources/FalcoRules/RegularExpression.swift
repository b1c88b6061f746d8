/// A regular expression as Falco's `regex` reads it: RE2 in its POSIX mode, matched against the whole value. Runs in steps
/// of pattern × value, so that no pattern and no value makes it explode.
struct RegularExpression: Sendable {
    /// Why a pattern cannot be taken, in words.
    struct Fault: Error {
        let message: String
    }

    fileprivate enum Step: Sendable {
        /// One character between two of these.
        case ranges([ClosedRange<UInt32>], isNegated: Bool)
        case any
        case lineStart, lineEnd
        case split(Int, Int)
        case jump(Int)
        case match
    }

    /// Longest program and most steps of one match.
    private static let limits = (steps: 8192, work: 1 << 20)

    private let program: [Step]

    init(_ pattern: String) throws(Fault) {
        var parser = RegexParser(pattern)
        let node = try parser.parse()
        var program: [Step] = []
        try Self.emit(node, into: &program)
        program.append(.match)
        self.program = program
    }

    /// Whether the whole value matches; `nil` when it is too long to say.
    func matches(_ value: UnsafeRawBufferPointer) -> Bool? {
        guard value.count <= Self.limits.work / program.count else { return nil }
        let text = String(decoding: value, as: UTF8.self)
        var current = Threads(program.count)
        var next = Threads(program.count)
        var previous: UInt32?
        var scalars = text.unicodeScalars.makeIterator()
        var scalar = scalars.next()?.value
        add(0, to: &current, previous, scalar)
        while let here = scalar {
            next.clear()
            let after = scalars.next()?.value
            for place in current.places {
                let fits =
                    switch program[place] {
                    case .any: here != 0x0A
                    case .ranges(let ranges, let isNegated):
                        ranges.contains { $0.contains(here) } != isNegated
                    default: false
                    }
                if fits { add(place + 1, to: &next, here, after) }
            }
            swap(&current, &next)
            if current.places.isEmpty { return false }
            (previous, scalar) = (here, after)
        }
        _ = previous
        return current.places.contains { if case .match = program[$0] { true } else { false } }
    }

    /// Places of the program that are reached, each once.
    private struct Threads {
        private(set) var places: [Int] = []
        private var isIn: [Bool]

        init(_ count: Int) { isIn = Array(repeating: false, count: count) }

        mutating func clear() {
            for place in places { isIn[place] = false }
            places.removeAll(keepingCapacity: true)
        }

        mutating func insert(_ place: Int) -> Bool {
            if isIn[place] { return false }
            isIn[place] = true
            places.append(place)
            return true
        }
    }

    private func add(_ start: Int, to threads: inout Threads, _ before: UInt32?, _ after: UInt32?) {
        var waiting = [start]
        while let place = waiting.popLast() {
            guard threads.insert(place) else { continue }
            switch program[place] {
            case .jump(let target): waiting.append(target)
            case .split(let first, let second): waiting += [second, first]
            // In this mode both also stand between lines.
            case .lineStart: if before == nil || before == 0x0A { waiting.append(place + 1) }
            case .lineEnd: if after == nil || after == 0x0A { waiting.append(place + 1) }
            case .any, .ranges, .match: break
            }
        }
    }

    private static func emit(_ node: RegexNode, into program: inout [Step]) throws(Fault) {
        guard program.count < limits.steps else {
            throw Fault(message: "the regular expression is too large")
        }
        switch node {
        case .step(let step): program.append(step)
        case .sequence(let nodes): for node in nodes { try emit(node, into: &program) }
        case .choice(let nodes):
            var jumps: [Int] = []
            for (index, node) in nodes.enumerated() {
                if index == nodes.count - 1 {
                    try emit(node, into: &program)
                    break
                }
                let split = program.count
                program.append(.split(split + 1, 0))
                try emit(node, into: &program)
                jumps.append(program.count)
                program.append(.jump(0))
                program[split] = .split(split + 1, program.count)
            }
            for jump in jumps { program[jump] = .jump(program.count) }
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try emit(node, into: &program) }
            guard let most else {
                let split = program.count
                program.append(.split(0, 0))
                try emit(node, into: &program)
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
                return
            }
            var splits: [Int] = []
            for _ in least..<max(least, most) {
                splits.append(program.count)
                program.append(.split(0, 0))
                try emit(node, into: &program)
            }
            for split in splits { program[split] = .split(split + 1, program.count) }
        }
    }
}

private indirect enum RegexNode {
    case step(RegularExpression.Step)
    case sequence([RegexNode])
    case choice([RegexNode])
    /// Without an end when `most` is `nil`.
    case repeated(RegexNode, least: Int, most: Int?)
}

private struct RegexParser {
    private let text: [UInt32]
    private var place = 0
    private var depth = 0

    init(_ pattern: String) {
        text = pattern.unicodeScalars.map(\.value)
    }

    private typealias Fault = RegularExpression.Fault

    mutating func parse() throws(RegularExpression.Fault) -> RegexNode {
        let node = try choice()
        guard place == text.count else { throw Fault(message: "an unexpected `)` in the regular expression") }
        return node
    }

    private func at(_ character: Unicode.Scalar, _ offset: Int = 0) -> Bool {
        place + offset < text.count && text[place + offset] == character.value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at(character) else { return false }
        place += 1
        return true
    }

    private mutating func choice() throws(RegularExpression.Fault) -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw Fault(message: "the regular expression is nested too deep") }
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private mutating func sequence() throws(RegularExpression.Fault) -> RegexNode {
        var nodes: [RegexNode] = []
        while place < text.count, !at("|"), !at(")") {
            var node = try atom()
            while let (least, most) = try repetition() { node = .repeated(node, least: least, most: most) }
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private mutating func atom() throws(RegularExpression.Fault) -> RegexNode {
        let character = text[place]
        switch Unicode.Scalar(character) {
        case "(":
            place += 1
            if at("?") { throw Fault(message: "`(?` is not taken in a POSIX regular expression") }
            let node = try choice()
            guard take(")") else { throw Fault(message: "a `(` of the regular expression is never closed") }
            return node
        case "[": return .step(try set())
        case ".":
            place += 1
            return .step(.any)
        case "^":
            place += 1
            return .step(.lineStart)
        case "$":
            place += 1
            return .step(.lineEnd)
        case "*", "+", "?":
            throw Fault(message: "nothing stands before a repetition in the regular expression")
        case "\\": return .step(.ranges([one(try escaped())], isNegated: false))
        default:
            place += 1
            return .step(.ranges([one(character)], isNegated: false))
        }
    }

    private func one(_ character: UInt32) -> ClosedRange<UInt32> { character...character }

    private mutating func repetition() throws(RegularExpression.Fault) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = place
        guard take("{") else { return nil }
        if let least = number() {
            if take("}") { return try checked(least, least) }
            if take(",") {
                if take("}") { return try checked(least, nil) }
                if let most = number(), take("}") { return try checked(least, most) }
            }
        }
        // A brace that begins no repetition stands for itself.
        place = start
        return nil
    }

    private func checked(_ least: Int, _ most: Int?) throws(RegularExpression.Fault) -> (Int, Int?) {
        guard least <= 1000, most.map({ $0 <= 1000 && $0 >= least }) ?? true else {
            throw Fault(message: "a repetition of the regular expression has a bad size")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var number: Int?
        while place < text.count, (0x30...0x39).contains(text[place]), (number ?? 0) < 100_000 {
            number = (number ?? 0) * 10 + Int(text[place] - 0x30)
            place += 1
        }
        return number
    }

    private mutating func escaped() throws(RegularExpression.Fault) -> UInt32 {
        place += 1
        guard place < text.count else { throw Fault(message: "the regular expression ends in a backslash") }
        let character = text[place]
        place += 1
        switch Unicode.Scalar(character) {
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "x":
            var digits = ""
            while digits.utf8.count < 2, place < text.count, let digit = Unicode.Scalar(text[place]),
                digit.properties.isASCIIHexDigit
            {
                digits.unicodeScalars.append(digit)
                place += 1
            }
            if digits.utf8.count == 2, let value = UInt32(digits, radix: 16) { return value }
            throw Fault(message: "`\\x` of the regular expression lacks two digits")
        default:
            guard character < 0x80, ASCII.belongs(UInt8(character), to: "punct") else {
                throw Fault(message: "an escape of the regular expression is not taken in POSIX mode")
            }
            return character
        }
    }

    private mutating func set() throws(RegularExpression.Fault) -> RegularExpression.Step {
        place += 1
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while place < text.count {
            if at("]"), !isFirst {
                place += 1
                return .ranges(ranges, isNegated: isNegated)
            }
            isFirst = false
            if at("["), at(":", 1) {
                ranges += try namedClass()
                continue
            }
            let low = try member()
            if at("-"), !at("]", 1), place + 1 < text.count {
                place += 1
                let high = try member()
                guard low <= high else {
                    throw Fault(message: "a range of the regular expression is reversed")
                }
                ranges.append(low...high)
            } else {
                ranges.append(one(low))
            }
        }
        throw Fault(message: "a `[` of the regular expression is never closed")
    }

    private mutating func member() throws(RegularExpression.Fault) -> UInt32 {
        if at("\\") { return try escaped() }
        place += 1
        return text[place - 1]
    }

    private mutating func namedClass() throws(RegularExpression.Fault) -> [ClosedRange<UInt32>] {
        place += 2
        let isNegated = take("^")
        var name = ""
        while place < text.count, let letter = Unicode.Scalar(text[place]), letter.properties.isAlphabetic {
            name.unicodeScalars.append(letter)
            place += 1
        }
        let bytes = (UInt8.min...127).filter {
            ASCII.belongs($0, to: name) || name == "word" && Self.isWord($0)
        }
        guard take(":"), take("]"), !bytes.isEmpty else {
            throw Fault(message: "the regular expression names no known class of characters")
        }
        var isIn = [Bool](repeating: false, count: 128)
        for byte in bytes { isIn[Int(byte)] = true }
        var ranges = (0..<128).filter { isIn[$0] != isNegated }.map { one(UInt32($0)) }
        if isNegated { ranges.append(128...0x10FFFF) }
        return ranges
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        ASCII.belongs(byte, to: "alnum") || byte == UInt8(ascii: "_")
    }
}
