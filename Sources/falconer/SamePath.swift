internal import Glibc

/// Tells whether two paths name one file.
enum SamePath {
    static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other || real(one) == real(other) { return true }
        var (first, second) = (stat(), stat())
        return stat(one, &first) == 0 && stat(other, &second) == 0
            && first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// The path from the root on, without symbolic links on the way to its last part, which need not be there.
    private static func real(_ path: String) -> String {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[...$0]) } ?? "."
        guard let found = realpath(directory, nil) else { return path }
        defer { free(found) }
        return "\(String(cString: found))/\(slash.map { path[path.index(after: $0)...] } ?? path[...])"
    }
}
