/// File names made from rule names.
package enum Slug {
    /// Lower-case ASCII letters and digits; everything else becomes one `-` between them. At most 120 bytes.
    package static func make(_ name: String) -> String {
        var slug: [UInt8] = []
        slug.reserveCapacity(name.utf8.count)
        var gap = false
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                if gap, !slug.isEmpty { slug.append(UInt8(ascii: "-")) }
                gap = false
                slug.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if gap, !slug.isEmpty { slug.append(UInt8(ascii: "-")) }
                gap = false
                slug.append(byte | 0x20)
            default: gap = true
            }
            if slug.count >= 120 { break }
        }
        return String(decoding: slug, as: UTF8.self)
    }
}
