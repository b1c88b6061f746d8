internal import Glibc

/// A host's files, looked at below a directory that stands for `/`. Nothing here changes anything.
package struct HostFiles: Sendable {
    /// The most names that are read of a directory.
    private static let mostNames = 200_000

    /// What stands before every absolute path; empty for the files of this host.
    package let root: String

    package init(root: String = "") {
        self.root = root.hasSuffix("/") ? String(root.dropLast()) : root
    }

    /// The path to hand to the system.
    package func real(_ path: String) -> String { path.hasPrefix("/") ? root + path : path }

    /// The whole of a regular file, also of one in `/proc`.
    /// - Throws: `HostError`, `unfit` when it is longer than `limit` bytes.
    package func read(_ path: String, limit: Int) throws(HostError) -> [UInt8] {
        // Without waiting: opening a pipe would wait for its writer.
        let descriptor = open(real(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .last(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw HostError(.unfit, path, "it is no regular file")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw .last(path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            if bytes.count > limit {
                throw HostError(.unfit, path, "it holds more than \(limit >> 10) KiB")
            }
        }
    }

    /// The names in a directory, sorted; `.` and `..` are left out.
    package func names(in directory: String) throws(HostError) -> [String] {
        guard let stream = opendir(real(directory)) else { throw .last(directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream), names.count < Self.mostNames {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What is at that path, behind symbolic links.
    package func facts(_ path: String) throws(HostError) -> FileFacts {
        var status = stat()
        guard stat(real(path), &status) == 0 else { throw .last(path) }
        return FileFacts(status)
    }

    /// Where a symbolic link points to; `nil` when there is none to read.
    func link(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                bytes.baseAddress.map { readlink(real(path), $0, bytes.count) } ?? -1
            }
        }
        return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Why the file cannot be read by this user; `nil` when it can, or will be once it is there.
    func whyUnreadable(_ path: String) -> HostError? {
        if faccessat(AT_FDCWD, real(path), R_OK, AT_EACCESS) == 0 {
            let isDirectory = (try? facts(path))?.kind == .directory
            return isDirectory ? HostError(.unfit, path, "it is a directory") : nil
        }
        let error = HostError.last(path)
        guard error.code == .missing, let slash = path.lastIndex(of: "/") else { return error }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        return faccessat(AT_FDCWD, real(directory), R_OK | X_OK, AT_EACCESS) == 0 ? nil : .last(directory)
    }

    /// Whether this user may write to the file, as the system judges it.
    package func mayWrite(_ path: String) -> Bool {
        faccessat(AT_FDCWD, real(path), W_OK, AT_EACCESS) == 0
    }
}

extension FileFacts {
    init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFSOCK: .socket
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        self.init(
            kind: kind, mode: status.st_mode & 0o7777, user: status.st_uid, group: status.st_gid,
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
