internal import Glibc

/// Which paths can tell that two alerts belong together: those of files that somebody brought along, not those that
/// everybody knows.
enum PathReading {
    /// Directories of installed programs and libraries. What lies there counts only once something has been seen to
    /// write it.
    private static let installed: [StaticString] = [
        "/bin/", "/sbin/", "/lib/", "/lib64/", "/usr/bin/", "/usr/sbin/", "/usr/lib/", "/usr/lib64/",
        "/usr/libexec/", "/usr/local/bin/", "/usr/local/sbin/", "/usr/local/lib/", "/usr/share/",
    ]
    /// Directories whose files are known by name to every program and every attacker: two that touch `/etc/shadow` have
    /// nothing in common.
    private static let known: [StaticString] = [
        "/etc/", "/proc/", "/sys/", "/run/", "/var/log/", "/var/run/", "/host/",
    ]

    /// Whether two that name this path have something in common.
    static func isTelling(_ path: UnsafeRawBufferPointer) -> Bool {
        guard path.count >= 4, path.count <= 512, path[0] == UInt8(ascii: "/"),
            path[1...].contains(UInt8(ascii: "/"))
        else { return false }
        if begins(path, "/dev/") { return begins(path, "/dev/shm/") }
        if known.contains(where: { begins(path, $0) }) { return false }
        return !holds(path, "/.ssh")
    }

    static func isInstalled(_ path: UnsafeRawBufferPointer) -> Bool {
        installed.contains { begins(path, $0) }
    }

    /// Calls `body` with what looks like an absolute path in a command line.
    static func forEachPath(in command: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        var index = 0
        while index < command.count {
            if command[index] != UInt8(ascii: "/") || index > 0 && !isSeparator(command[index - 1]) {
                index += 1
                continue
            }
            var end = index
            while end < command.count, !isSeparator(command[end]) { end += 1 }
            body(UnsafeRawBufferPointer(rebasing: command[index..<end]))
            index = end
        }
    }

    /// Sockets through which container runtimes take orders.
    private static let runtimes: [StaticString] = ["docker", "containerd", "crio", "podman", "cri-dockerd"]

    /// Whether it names such a socket, wherever it is mounted.
    static func namesRuntime(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress else { return false }
        var index = 0
        while let found = memchr(start + index, Int32(UInt8(ascii: ".")), text.count - index) {
            let dot = UnsafeRawPointer(found) - start
            index = dot + 1
            if begins(UnsafeRawBufferPointer(rebasing: text[dot...]), ".sock"), isRuntime(text, before: dot) {
                return true
            }
        }
        return false
    }

    private static func isRuntime(_ text: UnsafeRawBufferPointer, before end: Int) -> Bool {
        runtimes.contains { name in
            let from = end - name.utf8CodeUnitCount
            return from > 0 && text[from - 1] == UInt8(ascii: "/")
                && begins(UnsafeRawBufferPointer(rebasing: text[from...]), name)
        }
    }

    /// Where the second end of `a:1->b:2` begins.
    static func arrow(in name: UnsafeRawBufferPointer) -> Int? {
        guard name.count >= 4, name.count <= 256 else { return nil }
        for index in 1..<name.count - 1
        where name[index] == UInt8(ascii: "-") && name[index + 1] == UInt8(ascii: ">") {
            return index + 2 < name.count ? index + 2 : nil
        }
        return nil
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ";"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "="), UInt8(ascii: ","),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "`"):
            true
        default: false
        }
    }

    static func begins(_ path: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        guard path.count >= text.utf8CodeUnitCount, let start = path.baseAddress else { return false }
        return memcmp(start, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    private static func holds(_ path: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard path.count >= count else { return false }
        return (0...path.count - count).contains {
            begins(UnsafeRawBufferPointer(rebasing: path[$0...]), text)
        }
    }
}
