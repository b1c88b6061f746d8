internal import Glibc

/// Where Falconer speaks to the person who started it: standard error, one whole line at a time.
package struct Console: Sendable {
    private let descriptor: Int32

    package init(descriptor: Int32 = 2) {
        self.descriptor = descriptor
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
        line.append(0x0a)
        var rest = line[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
