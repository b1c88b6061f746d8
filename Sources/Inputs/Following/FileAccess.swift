internal import Glibc

/// Why a file may not be read, and what would let one in.
enum FileAccess {
    static func words(_ path: String) -> String {
        var directory = path
        while let slash = directory.lastIndex(of: "/") {
            directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
            if access(directory, X_OK) == 0 { break }
            if let owner = owner(directory), access(directory, F_OK) == 0 {
                return "permission denied: its directory \(directory) \(owner)" + remedy(directory, "x")
            }
            if directory == "/" { break }
        }
        guard let owner = owner(path) else { return "permission denied" }
        return "permission denied: it \(owner)" + remedy(path, "r")
    }

    /// `belongs to root:adm and has mode 0640`.
    private static func owner(_ path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        return "belongs to \(user(status.st_uid)):\(group(status.st_gid)) and has mode "
            + String(repeating: "0", count: max(0, 4 - mode.count)) + mode
    }

    private static func remedy(_ path: String, _ right: String) -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "" }
        let bit = right == "r" ? mode_t(0o040) : mode_t(0o010)
        let (its, owner) = (group(status.st_gid), user(status.st_uid))
        return status.st_mode & bit != 0
            ? "; join its group (usermod -aG \(its) NAME), or run as \(owner)"
            : "; let its group in (chmod g+\(right)) and join that (usermod -aG \(its) NAME), or run as \(owner)"
    }

    private static func user(_ id: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getpwuid_r(id, &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.pw_name
        else { return String(id) }
        return String(cString: name)
    }

    private static func group(_ id: gid_t) -> String {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getgrgid_r(id, &entry, &buffer, buffer.count, &found) == 0, let name = found?.pointee.gr_name
        else { return String(id) }
        return String(cString: name)
    }
}
