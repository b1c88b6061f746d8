/// Sets of capabilities: Falco prints names between spaces.
enum CapabilityWords {
    /// What container runtimes grant unless told otherwise.
    private static let usual: Set<String> = [
        "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL",
        "CAP_MKNOD",
        "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID",
        "CAP_SYS_CHROOT",
    ]

    static func meaning(_ value: String, words: ValueWords) -> String {
        let count = value.utf8.count { $0 == UInt8(ascii: " ") } + 1
        if count >= 37 {
            return
                "All \(count) capabilities: what root may do on the host, where namespaces and filters allow it."
        }
        let names = value.utf8.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        if names.isEmpty || names == ["NONE"] {
            return "No capabilities: no privilege beyond the user's own files."
        }
        let dangerous = names.compactMap { name in words[.danger, name].map { "`\(name)` (\($0))" } }
        if !dangerous.isEmpty {
            let more = dangerous.count > 4 ? " and \(dangerous.count - 4) more" : ""
            return
                "Of \(names.count), these matter most: \(dangerous.prefix(4).joined(separator: ", "))\(more)."
        }
        if Set(names) == usual {
            return "The \(names.count) that container runtimes grant unless told otherwise."
        }
        return names.count == 1
            ? "One capability, by itself no way out of a container."
            : "\(names.count) capabilities, none of them by itself a way out of a container."
    }
}
