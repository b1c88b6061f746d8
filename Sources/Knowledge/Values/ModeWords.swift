/// File permissions: Falco prints names joined with `|`, or octal digits.
enum ModeWords {
    private static let names: [String: Int] = [
        "S_ISUID": 0o4000, "S_ISGID": 0o2000, "S_ISVTX": 0o1000, "S_IRUSR": 0o400, "S_IWUSR": 0o200,
        "S_IXUSR": 0o100, "S_IRGRP": 0o40, "S_IWGRP": 0o20, "S_IXGRP": 0o10, "S_IROTH": 4, "S_IWOTH": 2,
        "S_IXOTH": 1, "S_IFREG": 0, "S_IFCHR": 0, "S_IFBLK": 0, "S_IFIFO": 0, "S_IFSOCK": 0,
    ]

    /// The permission bits; `nil` when the text is neither names nor octal.
    static func bits(_ value: String) -> Int? {
        if let first = value.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
            return Int(value, radix: 8).flatMap { $0 <= 0o177777 ? $0 & 0o7777 : nil }
        }
        var bits = 0
        for name in value.utf8.split(separator: UInt8(ascii: "|")).prefix(32) {
            guard let bit = names[String(decoding: name, as: UTF8.self)] else { return nil }
            bits |= bit
        }
        return bits
    }

    static func meaning(_ value: String) -> String {
        guard let bits = bits(value) else { return "" }
        if bits == 0 { return "No permission at all; without creation the mode does not count." }
        var pieces = ["`\(text(bits))` (0\(String(bits, radix: 8)))"]
        if bits & 0o4000 != 0 { pieces.append("setuid: whoever runs the file acts as its owner") }
        if bits & 0o2000 != 0 {
            pieces.append(
                "setgid: whoever runs the file acts with its group, and files in a directory inherit it")
        }
        if bits & 0o1000 != 0 { pieces.append("sticky: in a directory only owners may remove their files") }
        if bits & 0o002 != 0 { pieces.append("everybody may write") }
        if bits & 0o111 != 0, bits & 0o6000 == 0 { pieces.append("executable") }
        return pieces.joined(separator: "; ") + "."
    }

    /// As `ls -l` shows it.
    static func text(_ bits: Int) -> String {
        var text = ""
        for (shift, special, letters) in [
            (6, 0o4000, ("s", "S")), (3, 0o2000, ("s", "S")), (0, 0o1000, ("t", "T")),
        ] {
            text += bits >> shift & 4 != 0 ? "r" : "-"
            text += bits >> shift & 2 != 0 ? "w" : "-"
            let executable = bits >> shift & 1 != 0
            text += bits & special != 0 ? (executable ? letters.0 : letters.1) : executable ? "x" : "-"
        }
        return text
    }
}
