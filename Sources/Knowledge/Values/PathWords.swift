internal import Escaping

/// Files and directories that mean something, by where they lie.
enum PathWords {
    /// What the file is, if anything is known; longest match first.
    static func known(_ path: String, words: ValueWords) -> String? {
        if let exact = words[.path, path] { return exact }
        guard path.utf8.first == UInt8(ascii: "/") else { return words[.base, String(path.lastPathPart)] }
        if path.hasPrefix("/proc/"), let found = inProc(path, words: words) { return found }
        if let base = words[.base, String(path.lastPathPart)] { return base }
        if path.hasPrefix("/home/"), let found = inHome(path, words: words) { return found }
        var end = path.utf8.endIndex
        for _ in 0..<12 {
            if let found = words[.dir, String(path[..<end])] { return found }
            guard let slash = path.utf8[..<end].lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex
            else { return nil }
            end = slash
        }
        return nil
    }

    /// `/proc/PID/FILE`.
    private static func inProc(_ path: String, words: ValueWords) -> String? {
        let parts = path.utf8.dropFirst(6).split(separator: UInt8(ascii: "/"), maxSplits: 2)
        guard parts.count >= 2, let owner = parts.first else { return nil }
        let isNumber = owner.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard isNumber || owner.elementsEqual("self".utf8) || owner.elementsEqual("thread-self".utf8) else {
            return nil
        }
        return words[.procfile, String(decoding: parts[1], as: UTF8.self)]
    }

    /// `/home/USER/DIRECTORY`.
    private static func inHome(_ path: String, words: ValueWords) -> String? {
        let parts = path.utf8.dropFirst(6).split(separator: UInt8(ascii: "/"), maxSplits: 3)
        guard parts.count >= 2 else { return nil }
        let first = String(decoding: parts[1], as: UTF8.self)
        if parts.count >= 3 {
            let two = "\(first)/\(String(decoding: parts[2], as: UTF8.self))"
            if let found = words[.home, two] { return found }
        }
        return words[.home, first]
    }

    /// Whether every user can write to the directory that holds it.
    static func isTemporary(_ path: String) -> Bool {
        path.hasPrefix("/tmp/") || path.hasPrefix("/var/tmp/") || path.hasPrefix("/dev/shm/")
    }

    /// Whether a part of the path starts with a dot.
    static func isHidden(_ path: String) -> Bool {
        var previous = UInt8(ascii: "a")
        var iterator = path.utf8.makeIterator()
        while let byte = iterator.next() {
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: ".") {
                let next = iterator.next()
                // `.` and `..` hide nothing.
                if let next, next != UInt8(ascii: "."), next != UInt8(ascii: "/") { return true }
                previous = next ?? UInt8(ascii: "a")
            } else {
                previous = byte
            }
        }
        return false
    }

    static func meaning(_ path: String, words: ValueWords) -> String {
        if path.hasPrefix("memfd:") { return "In memory only: there is no such file on disk." }
        return known(path, words: words) ?? ""
    }

    /// The file that a process runs.
    static func program(_ path: String, words: ValueWords) -> String {
        if path.hasPrefix("memfd:") {
            return "It exists in memory only (memfd): take it from `/proc/PID/exe` while the process runs."
        }
        if path.hasSuffix(" (deleted)") {
            return "Deleted since it was started: take it from `/proc/PID/exe` while the process runs."
        }
        let isHidden = isHidden(path)
        if isTemporary(path) {
            let hidden = isHidden ? ", in a hidden place" : ""
            return
                "It runs from a directory that every user can write to\(hidden): programs are rarely installed there."
        }
        if isHidden { return "It lies in a hidden place: a part of its path starts with a dot." }
        if path.hasPrefix("/proc/self/fd/") || path.hasPrefix("/dev/fd/") {
            return "Started through a descriptor, which hides the file's own name."
        }
        return known(path, words: words) ?? ""
    }

    /// A path as the process gave it.
    static func raw(_ path: String, words: ValueWords) -> String {
        if path.holds("../") {
            return
                "It climbs up with `..` on the way to its target: people rarely type that, and it slips past "
                + "filters that look at how a path begins."
        }
        return known(path, words: words) ?? ""
    }
}
