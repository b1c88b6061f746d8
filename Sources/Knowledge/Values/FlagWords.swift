internal import Escaping

/// Falco's texts of flags: names joined with `|`.
enum FlagWords {
    /// At most so many names are read; a real set of flags has fewer.
    private static let limit = 32

    /// Which table explains the flags of a call.
    static func table(of value: String, event: String?) -> ValueWords.Table? {
        switch event {
        case "execve", "execveat": return value.hasPrefix("AT_") ? .at : .exe
        case "open", "openat", "openat2", "open_by_handle_at", "creat": return .open
        case "clone", "clone3", "fork", "vfork", "unshare", "setns": return .clone
        case "memfd_create": return .memfd
        case "finit_module": return .module
        case "mount", "umount", "umount2": return .mount
        case "unlinkat", "linkat", "renameat2", "fchownat": return .at
        default: break
        }
        if value.hasPrefix("EXE_") { return .exe }
        if value.hasPrefix("O_") || value.hasPrefix("FD_") { return .open }
        if value.hasPrefix("CLONE_") { return .clone }
        if value.hasPrefix("MFD_") { return .memfd }
        if value.hasPrefix("AT_") || value.hasPrefix("RENAME_") { return .at }
        return value.hasPrefix("MODULE_") ? .module : nil
    }

    /// What the flags say together, in one sentence.
    static func meaning(
        _ value: String, table: ValueWords.Table, event: String?, isRoot: Bool, words: ValueWords
    ) -> Prose {
        if value == "0" || value.isEmpty { return Prose(none(table, event: event)) }
        var prose = Prose()
        for name in value.utf8.split(separator: UInt8(ascii: "|")).prefix(limit) {
            let name = String(decoding: name, as: UTF8.self)
            let isFirst = prose.isEmpty
            if !isFirst { prose.append("; ") }
            if let piece = piece(name, table: table, event: event, isRoot: isRoot, words: words) {
                prose.append(isFirst ? Wording.capitalised(piece) : piece)
            } else {
                prose.append(value: name)
                prose.append(" (not explained here)")
            }
        }
        prose.append(".")
        return prose
    }

    private static func none(_ table: ValueWords.Table, event: String?) -> String {
        switch (table, event) {
        case (.exe, _):
            "The user who ran the file could not change it, and it lies neither in a container's upper layer "
                + "nor in memory alone."
        case (.at, "unlinkat"): "Removes a file's name, not a directory."
        case (.module, _): "All of the kernel's checks of the module apply."
        default: ""
        }
    }

    private static func piece(
        _ name: String, table: ValueWords.Table, event: String?, isRoot: Bool, words: ValueWords
    ) -> String? {
        guard let piece = words[table, name] else { return nil }
        switch (table, event) {
        case (.exe, _) where isRoot && name == "EXE_WRITABLE":
            return
                "the user who ran the file may also write to it; for root that is true of nearly every file"
        case (.clone, "setns") where piece.hasPrefix("new "): return "into an existing " + piece.dropFirst(4)
        case (.clone, "unshare") where piece.hasSuffix(" shared"):
            return piece.dropLast(7) + " no longer shared"
        default: return piece
        }
    }
}
