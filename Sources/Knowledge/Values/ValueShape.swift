/// What a value must look like to be what its field promises. Whoever sends alerts may write anything.
package enum ValueShape {
    /// The highest process id of Linux on 64-bit machines.
    private static let lastProcess = 4_194_304

    /// Whether it is a process id: decimal digits without sign or leading zero, from 1 to 4194304.
    package static func isProcessID(_ value: String) -> Bool {
        number(value).map { $0 >= 1 && $0 <= lastProcess } ?? false
    }

    /// Whether it is a port: decimal digits without sign or leading zero, from 0 to 65535.
    package static func isPort(_ value: some StringProtocol) -> Bool {
        number(value).map { $0 <= 65535 } ?? false
    }

    /// Whether it is a container's id or the beginning of one: 12 to 64 hexadecimal digits with small letters; or `host`,
    /// as Falco writes for none.
    package static func isContainerID(_ value: String) -> Bool {
        if value == "host" { return true }
        return (12...64).contains(value.utf8.count)
            && value.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            }
    }

    private static func number(_ value: some StringProtocol) -> Int? {
        let digits = value.utf8
        guard (1...7).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            return nil
        }
        var number = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
