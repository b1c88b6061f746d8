internal import Glibc

/// Where Falconer speaks to the person who started it: standard error, one whole line at a time.
package struct Console: Sendable {
    private let descriptor: Int32
    /// Whether a line that is written over again and again may stand where the next one goes.
    private var hasProgress = false

    package init(descriptor: Int32 = 2) {
        self.descriptor = descriptor
    }

    /// The same terminal, with a line of progress at the bottom.
    var withProgress: Console {
        var console = self
        console.hasProgress = true
        return console
    }

    /// Shows a line that the next one takes the place of; an empty one takes it away.
    func showProgress(_ text: String) {
        put(Array("\(text)\u{1B}[K\r".utf8))
    }

    /// How many characters fit a line; 80 when it is no terminal.
    var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Says one line. `text` must hold nothing from an alert; control characters in it (a file's name may hold any)
    /// are shown as `?`.
    package func say(_ text: String) {
        write("falconer: \(text)")
    }

    /// Writes one line without saying who speaks, as editors want faults in files: FILE:LINE:COLUMN: MESSAGE.
    package func write(_ text: String) {
        var line: [UInt8] = []
        for byte in text.utf8 { line.append(byte < 0x20 || byte == 0x7f ? 0x3f : byte) }
        if hasProgress { line += Array("\u{1B}[K".utf8) }
        line.append(0x0a)
        put(line)
    }

    private func put(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
