/// Quoting for POSIX shells.
enum ShellQuoting {
    /// Adds `bytes` as one shell word, or the rest of one when it does not start a word. Printable; the bytes must hold no
    /// NUL and not end in a newline.
    static func append(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout Text, startsWord: Bool) {
        if isBare(bytes, startsWord: startsWord) {
            text.append(bytes, isPlain: nil)
        } else {
            text.append(isPrintable(bytes) ? single(bytes) : printf(bytes))
        }
    }

    /// Nothing in it means anything to a shell.
    private static func isBare(_ bytes: UnsafeBufferPointer<UInt8>, startsWord: Bool) -> Bool {
        guard let first = bytes.first else { return false }
        // zsh takes a leading `=` for a command's path; `~` is no bare byte at all.
        if startsWord, first == UInt8(ascii: "=") || first == UInt8(ascii: "-") { return false }
        return bytes.allSatisfy(isBare)
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "@"),
            UInt8(ascii: "%"):
            true
        default: false
        }
    }

    /// Valid UTF-8 in which every character shows as itself.
    private static func isPrintable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var scalars = UTF8Scalars(bytes)
        while let step = scalars.next() {
            guard let scalar = step.scalar, !scalar.isHidden, !scalar.isUnclear, !scalar.isCombining else {
                return false
            }
        }
        return true
    }

    private static func single(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var out: [UInt8] = [UInt8(ascii: "'")]
        for byte in bytes {
            if byte == UInt8(ascii: "'") {
                out.append(contentsOf: "'\\''".utf8)
            } else {
                out.append(byte)
            }
        }
        out.append(UInt8(ascii: "'"))
        return String(decoding: out, as: UTF8.self)
    }

    /// A `printf` whose format has every byte but the plainest as three octal digits. The substitution stands in double
    /// quotes, where an interactive shell still looks for `!`: it is octal too.
    private static func printf(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var out = Array("\"$(printf '".utf8)
        for (index, byte) in bytes.enumerated() {
            let plain = Escaping.isAlphanumeric(byte) || "_./: =@+,-".utf8.contains(byte)
            if plain && !(index == 0 && byte == UInt8(ascii: "-")) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "\\"))
                for shift in [6, 3, 0] as [UInt8] { out.append(UInt8(ascii: "0") + (byte >> shift & 7)) }
            }
        }
        out.append(contentsOf: "')\"".utf8)
        return String(decoding: out, as: UTF8.self)
    }
}
