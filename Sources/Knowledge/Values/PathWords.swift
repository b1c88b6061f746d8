internal import Escaping

/// Files and directories that mean something, by where they lie.
package enum PathWords {
    /// What the file is, if anything is known; the most special first.
    static func known(_ path: String, words: ValueWords) -> Text? {
        var path = path
        return path.withUTF8 { known($0, words: words) }
    }

    private static func known(_ path: UnsafeBufferPointer<UInt8>, words: ValueWords) -> Text? {
        if let exact = words[.path, path] { return exact }
        if path.starts(with: "/proc/".utf8), let found = inProc(path, words: words) { return found }
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let base = UnsafeBufferPointer(rebasing: path[(slash.map { $0 + 1 } ?? 0)...])
        if let found = words[.base, base] { return found }
        guard path.first == UInt8(ascii: "/") else { return nil }
        if path.starts(with: "/home/".utf8), let found = inHome(path, words: words) { return found }
        return words.directory(of: path)
    }

    /// `/proc/PID/FILE`.
    private static func inProc(_ path: UnsafeBufferPointer<UInt8>, words: ValueWords) -> Text? {
        let parts = path.dropFirst(6).split(separator: UInt8(ascii: "/"), maxSplits: 2)
        guard parts.count >= 2, let owner = parts.first else { return nil }
        let isNumber = owner.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard isNumber || owner.elementsEqual("self".utf8) || owner.elementsEqual("thread-self".utf8) else {
            return nil
        }
        return words[.procfile, UnsafeBufferPointer(rebasing: parts[1])]
    }

    /// `/home/USER/DIRECTORY`.
    private static func inHome(_ path: UnsafeBufferPointer<UInt8>, words: ValueWords) -> Text? {
        let parts = path.dropFirst(6).split(separator: UInt8(ascii: "/"), maxSplits: 3)
        guard parts.count >= 2 else { return nil }
        if parts.count >= 3 {
            let two = UnsafeBufferPointer(rebasing: path[parts[1].startIndex..<parts[2].endIndex])
            if let found = words[.home, two] { return found }
        }
        return words[.home, UnsafeBufferPointer(rebasing: parts[1])]
    }

    /// Whether every user can write to the directory that holds it.
    package static func isTemporary(_ path: String) -> Bool {
        path.hasPrefix("/tmp/") || path.hasPrefix("/var/tmp/") || path.hasPrefix("/dev/shm/")
    }

    /// Whether a part of the path starts with a dot, and is neither `.` nor `..`.
    package static func isHidden(_ path: String) -> Bool {
        // Of the part at hand, as long as it has nothing but dots: how many.
        var dots: Int?
        for byte in path.utf8 {
            if byte == UInt8(ascii: "/") {
                dots = 0
            } else if let count = dots {
                let isDot = byte == UInt8(ascii: ".")
                if count > (isDot ? 1 : 0) { return true }
                dots = isDot ? count + 1 : nil
            }
        }
        return false
    }

    static func meaning(_ path: String, words: ValueWords) -> Prose {
        if path.hasPrefix("memfd:") { return "In memory only: there is no such file on disk." }
        return known(path, words: words).map { Prose($0) } ?? ""
    }

    /// The file that a process runs.
    static func program(_ path: String, words: ValueWords) -> Prose {
        if path.hasPrefix("memfd:") {
            return "It exists in memory only (memfd): take it from `/proc/PID/exe` while the process runs."
        }
        if path.hasSuffix(" (deleted)") {
            return "Deleted since it was started: take it from `/proc/PID/exe` while the process runs."
        }
        let isHidden = isHidden(path)
        if isTemporary(path) {
            return isHidden
                ? "It runs from a directory that every user can write to, in a hidden place: programs are rarely installed there."
                : "It runs from a directory that every user can write to: programs are rarely installed there."
        }
        if isHidden { return "It lies in a hidden place: a part of its path starts with a dot." }
        if path.hasPrefix("/proc/self/fd/") || path.hasPrefix("/dev/fd/") {
            return "Started through a descriptor, which hides the file's own name."
        }
        return known(path, words: words).map { Prose($0) } ?? ""
    }

    /// A path as the process gave it.
    static func raw(_ path: String, words: ValueWords) -> Prose {
        if path.holds("../") {
            return
                "It climbs up with `..` on the way to its target: people rarely type that, and it slips past filters that look at how a path begins."
        }
        return known(path, words: words).map { Prose($0) } ?? ""
    }
}
