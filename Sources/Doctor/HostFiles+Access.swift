internal import Escaping
internal import Glibc

extension HostFiles {
    /// Why this user may not read a file, or list a directory: whose it is, its mode, and what would let one in.
    func refusal(_ path: String, isDirectory: Bool = false) -> Prose {
        var directory = path[...]
        while let slash = directory.lastIndex(of: "/") {
            directory = directory[..<slash]
            let name = directory.isEmpty ? "/" : String(directory)
            if mayUse(name, X_OK) { break }
            // The uppermost that is closed can still be seen.
            if let facts = try? facts(name) {
                return "permission denied: its directory \(value: name)\(remedy(facts, right: "x"))"
            }
        }
        guard let facts = try? facts(path) else {
            return "permission denied: run as root, for example with `sudo`"
        }
        return "permission denied: it\(remedy(facts, right: isDirectory ? "rx" : "r"))"
    }

    private func mayUse(_ path: String, _ right: Int32) -> Bool {
        faccessat(AT_FDCWD, real(path), right, AT_EACCESS) == 0
    }

    /// ` belongs to root:adm and has mode 0640; join its group (usermod -aG adm NAME), or run as root`.
    private func remedy(_ facts: FileFacts, right: String) -> Prose {
        let accounts = Accounts(on: self)
        let (user, group) = (accounts.user(facts.user), accounts.group(facts.group))
        var text: Prose = " belongs to \(value: "\(user):\(group)") and has mode \(ours: facts.octal)"
        let bits: UInt32 = right == "r" ? 0o040 : right == "x" ? 0o010 : 0o050
        if facts.group == 0 {
            // Nobody is to join root's group for this.
            text.append("; run as \(value: user), for example with `sudo`, or let a group of yours in")
            text.append(" (chgrp GROUP, chmod g+\(ours: right))")
        } else if facts.mode & bits == bits {
            text.append("; join its group (usermod -aG \(value: group) NAME), or run as \(value: user)")
        } else {
            text.append("; let its group in (chmod g+\(ours: right)) and join that")
            text.append(" (usermod -aG \(value: group) NAME), or run as \(value: user)")
        }
        return text
    }
}
