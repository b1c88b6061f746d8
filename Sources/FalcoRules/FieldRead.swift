/// How an operand of a condition gets its values from what an alert prints.
enum FieldRead: Sendable, Hashable {
    /// The field itself, by the names that an alert may print it under; the first that is there counts.
    case one([String])
    /// Ancestors, the nearest first: one of them is enough. An alert never shows that there are no more.
    case ancestors([[String]])
    /// The two ends of a connection, read out of `fd.name`: one is enough, but for `!=`, which both must meet.
    case ends(End)

    enum End: Sendable, Hashable { case addresses, ports }

    /// Levels of ancestors that an alert may print.
    private static let levels = 1...16

    init(_ operand: RuleCondition.Operand) {
        let name = operand.name
        if let family = Self.families[operand.field] {
            guard let argument = operand.argument else {
                self = .ancestors(Self.levels.map { family.names(at: $0) })
                return
            }
            // Falco reads the number as `sscanf` does.
            if let level = Int(argument), level >= 0 {
                self = .one(family.names(at: level))
                return
            }
        }
        for (_, family) in Self.families {
            if name == family.own { self = .one(family.names(at: 0)); return }
            if name == family.parent { self = .one(family.names(at: 1)); return }
        }
        switch name {
        case "fd.ip", "fd.net": self = .ends(.addresses)
        case "fd.port", "fd.proto": self = .ends(.ports)
        // Networks are tested by their own names, and printed as addresses.
        case "fd.cnet": self = .one(["fd.cip"])
        case "fd.snet": self = .one(["fd.sip"])
        case "fd.lnet": self = .one(["fd.lip"])
        case "fd.rnet": self = .one(["fd.rip"])
        default: self = .one([name])
        }
    }

    /// Fields of a process and its ancestors: each has a name of its own for the process and its parent.
    private struct Family {
        let field: String
        let own: String
        let parent: String

        func names(at level: Int) -> [String] {
            let indexed = "\(field)[\(level)]"
            return switch level {
            case 0: [own, indexed]
            case 1: [parent, indexed]
            default: [indexed]
            }
        }
    }

    private static let families: [String: Family] = Dictionary(
        uniqueKeysWithValues: [
            Family(field: "proc.aname", own: "proc.name", parent: "proc.pname"),
            Family(field: "proc.aexepath", own: "proc.exepath", parent: "proc.pexepath"),
            Family(field: "proc.aexe", own: "proc.exe", parent: "proc.pexe"),
            Family(field: "proc.acmdline", own: "proc.cmdline", parent: "proc.pcmdline"),
            Family(field: "proc.apid", own: "proc.pid", parent: "proc.ppid"),
        ].map { ($0.field, $0) })
}

/// The two ends of a connection, as `fd.name` shows them: `10.0.0.5:40000->10.0.0.9:443`, `::1:5->::1:6`.
struct ConnectionName {
    let client: (address: NetworkAddress, port: UInt64)
    let server: (address: NetworkAddress, port: UInt64)

    init?(_ name: UnsafeRawBufferPointer) {
        guard name.count <= 128,
            let dash = name.indices.dropLast().first(where: {
                name[$0] == UInt8(ascii: "-") && name[$0 + 1] == UInt8(ascii: ">")
            }),
            let client = Self.end(UnsafeRawBufferPointer(rebasing: name[..<dash])),
            let server = Self.end(UnsafeRawBufferPointer(rebasing: name[(dash + 2)...]))
        else { return nil }
        self.client = client
        self.server = server
    }

    private static func end(_ text: UnsafeRawBufferPointer) -> (address: NetworkAddress, port: UInt64)? {
        guard let colon = text.lastIndex(of: UInt8(ascii: ":")),
            let address = NetworkAddress(address: UnsafeRawBufferPointer(rebasing: text[..<colon])),
            let port = DecimalNumber(UnsafeRawBufferPointer(rebasing: text[(colon + 1)...])),
            !port.isNegative, port.magnitude <= 65535
        else { return nil }
        return (address, port.magnitude)
    }
}

/// A whole number as an alert prints it: decimal digits, perhaps with a sign.
struct DecimalNumber: Sendable, Hashable, Comparable {
    let isNegative: Bool
    let magnitude: UInt64

    init(isNegative: Bool, magnitude: UInt64) {
        self.isNegative = isNegative && magnitude != 0
        self.magnitude = magnitude
    }

    /// `nil` for what is no such number, or none that fits 64 bits.
    init?(_ text: UnsafeRawBufferPointer) {
        var digits = text[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard !digits.isEmpty else { return nil }
        var magnitude: UInt64 = 0
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (tens, overflows) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tens.addingReportingOverflow(UInt64(digit))
            if overflows || overflowsToo { return nil }
            magnitude = sum
        }
        self.init(isNegative: isNegative, magnitude: magnitude)
    }

    static func < (a: DecimalNumber, b: DecimalNumber) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? a.magnitude > b.magnitude : a.magnitude < b.magnitude
    }
}
