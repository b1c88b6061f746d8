internal import Glibc

/// The address of a Unix socket, and what the file system says about it.
package struct UnixAddress: Sendable {
    /// What tells one socket file from another that took its place.
    package struct Identity: Sendable, Hashable {
        let device: UInt
        let inode: UInt
        let changed: Int
        let changedNanoseconds: Int

        /// - Parameter followsLinks: whether a symbolic link stands for what it leads to.
        init?(ofFileAt path: String, followsLinks: Bool) {
            var facts = stat()
            guard (followsLinks ? stat(path, &facts) : lstat(path, &facts)) == 0 else { return nil }
            device = facts.st_dev
            inode = facts.st_ino
            changed = facts.st_ctim.tv_sec
            changedNanoseconds = facts.st_ctim.tv_nsec
        }

        /// Whether it is the same file, perhaps with another owner or mode.
        package func isSameFile(as other: Identity) -> Bool {
            device == other.device && inode == other.inode
        }
    }

    package let path: String

    /// - Throws: `HTTP2Error` when no socket can have that path.
    package init(path: String) throws(HTTP2Error) {
        let limit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw HTTP2Error(.invalid, "\"\(path)\" is no path for a socket")
        }
        guard path.utf8.count <= limit else {
            throw HTTP2Error(
                .invalid,
                "\(path) is too long for a socket: \(path.utf8.count) bytes, and Linux allows \(limit). "
                    + "Use a shorter path, for example through a symbolic link to its directory")
        }
        self.path = path
    }

    /// The file that is there now; `nil` when there is none in sight.
    package var identity: Identity? { Identity(ofFileAt: path, followsLinks: true) }

    /// Calls `body` with the address as system calls want it.
    func withAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Why a connection attempt failed with `errorNumber`, from what is at the path.
    func explain(_ errorNumber: Int32) -> HTTP2Error {
        var facts = stat()
        let found = stat(path, &facts) == 0
        let isSocket = facts.st_mode & S_IFMT == S_IFSOCK
        switch errorNumber {
        case ENOENT, ENOTDIR:
            return HTTP2Error(.missing, "there is no socket at \(path)", errorNumber: errorNumber)
        case ECONNREFUSED, EPROTOTYPE:
            if found && !isSocket {
                let kind = facts.st_mode & S_IFMT == S_IFDIR ? "a directory" : "a plain file"
                return HTTP2Error(.notASocket, "\(path) is \(kind), not a socket", errorNumber: errorNumber)
            }
            return HTTP2Error(
                .refused, "nobody listens on \(path): the socket is left over from a process that is gone",
                errorNumber: errorNumber)
        case EACCES, EPERM:
            if !found { return HTTP2Error(.permissionDenied, unreachable(), errorNumber: errorNumber) }
            if !isSocket {
                return HTTP2Error(
                    .notASocket, "\(path) is a plain file, not a socket", errorNumber: errorNumber)
            }
            return HTTP2Error(.permissionDenied, denied(facts), errorNumber: errorNumber)
        case EAGAIN:
            return HTTP2Error(
                .refused, "the server on \(path) is too busy to take a connection", errorNumber: errorNumber)
        default:
            return .system("cannot connect to \(path)", errorNumber)
        }
    }

    private func denied(_ facts: stat) -> String {
        let owner = Account.userName(facts.st_uid)
        let group = Account.groupName(facts.st_gid)
        let mode = String(facts.st_mode & 0o7777, radix: 8)
        let start =
            "permission denied: \(path) belongs to \(owner):\(group) with mode 0\(mode), "
            + "and a client needs write permission on it. "
        if facts.st_mode & S_IWGRP != 0 {
            return start + "Members of the group \(group) may connect: add this user to it and log in again, "
                + "or run as \(owner)"
        }
        return start + "Run as \(owner), or let a group in: "
            + "`chgrp GROUP \(path)` and `chmod g+w \(path)`, each time the server has made the socket anew"
    }

    /// Why not even the file can be seen.
    private func unreachable() -> String {
        var directory = path
        while let slash = directory.lastIndex(of: "/"), slash != directory.startIndex {
            directory = String(directory[..<slash])
            var facts = stat()
            guard stat(directory, &facts) == 0 else { continue }
            let owner = Account.userName(facts.st_uid)
            let group = Account.groupName(facts.st_gid)
            let mode = String(facts.st_mode & 0o7777, radix: 8)
            return
                "permission denied: \(path) is out of reach, because the directory \(directory) belongs to "
                + "\(owner):\(group) with mode 0\(mode) and this user may not look into it. "
                + "Run as \(owner), or as a member of a group that may"
        }
        return "permission denied: \(path) is out of reach for this user"
    }
}
