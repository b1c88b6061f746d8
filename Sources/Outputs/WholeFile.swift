internal import Glibc

/// Writing a file so that it appears whole or not at all.
enum WholeFile {
    /// Replaces `name` in the open directory, which is made when it is not there.
    /// - Parameters:
    ///   - shown: the path as messages show it.
    ///   - mayReplace: whether a file that is there is replaced; if not, it is refused.
    static func replace(
        _ name: String, in directory: Int32, with bytes: [UInt8], shown: String, mayReplace: Bool = true
    ) throws(OutputError) {
        var status = stat()
        if fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0, !status.isRegular {
            let kind = status.isLink ? "a symbolic link" : "no ordinary file"
            throw OutputError(.refused, "\(shown) is \(kind) and is left alone")
        }
        // The name belongs to this process: what bears it was left behind by an earlier one of the same number.
        let temporary = ".falconer-\(getpid()).tmp"
        _ = unlinkat(directory, temporary, 0)
        guard
            let file = Descriptor.open(
                temporary, in: directory, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        else {
            throw .system(.cannotCreate, "cannot make \(shown)")
        }
        guard file.writeAll(bytes) else {
            let number = errno
            _ = unlinkat(directory, temporary, 0)
            throw .system(.cannotWrite, "cannot write \(shown)", number)
        }
        // A link does not take the place of a file that is there, as a rename does.
        if !mayReplace {
            let linked = linkat(directory, temporary, directory, name, 0)
            let number = errno
            _ = unlinkat(directory, temporary, 0)
            if linked == 0 { return }
            guard number == EEXIST else { throw .system(.cannotCreate, "cannot make \(shown)", number) }
            throw OutputError(.refused, "\(shown) is there already; --force replaces it")
        }
        guard renameat(directory, temporary, directory, name) == 0 else {
            let number = errno
            _ = unlinkat(directory, temporary, 0)
            throw .system(.cannotCreate, "cannot make \(shown)", number)
        }
    }
}
