/// The grammar of Falco's field names: `proc.name`, `proc.aname[3]`, `ka.uri.param[command]`, `n_drops`.
enum FieldName {
    static func isValid(_ name: some StringProtocol) -> Bool {
        var bracket = false
        var previous = UInt8(ascii: ".")
        for byte in name.utf8 {
            if bracket {
                if byte == UInt8(ascii: "]") {
                    bracket = false
                } else if byte < 0x20 || byte > 0x7E || byte == UInt8(ascii: "[") {
                    return false
                }
            } else {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    if previous == UInt8(ascii: "]") { return false }
                case UInt8(ascii: "."):
                    if previous == UInt8(ascii: ".") { return false }
                case UInt8(ascii: "["):
                    if previous == UInt8(ascii: ".") || previous == UInt8(ascii: "]") { return false }
                    bracket = true
                default: return false
                }
            }
            previous = byte
        }
        return !bracket && previous != UInt8(ascii: ".")
    }
}
