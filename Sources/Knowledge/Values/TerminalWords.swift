internal import Escaping

/// Terminals: Falco prints the kernel's device number.
enum TerminalWords {
    /// The bits are those of `tty_nr` in proc(5): the minor number in bits 31 to 20 and 7 to 0, the major in 15 to 8.
    static func meaning(_ value: String) -> Prose {
        guard let number = UInt32(value) else { return "" }
        if number == 0 {
            return
                "No terminal: started by a service, a job or another program rather than typed at a prompt."
        }
        let major = number >> 8 & 0xFF
        let minor = number & 0xFF | number >> 12 & 0xFFF00
        switch (major, minor) {
        case (136...143, _):
            return
                "A terminal window or remote session (`/dev/pts/\((major - 136) * 256 + minor)`): somebody types there, or a program pretends so."
        case (4, 0..<64): return "A console of the machine itself (`/dev/tty\(minor)`)."
        case (4, _): return "A serial line (`/dev/ttyS\(minor - 64)`)."
        case (5, 1): return "The system's console."
        case (229, _): return "A virtual machine's console (`/dev/hvc\(minor)`)."
        default: return "A terminal with device number \(major):\(minor)."
        }
    }
}
