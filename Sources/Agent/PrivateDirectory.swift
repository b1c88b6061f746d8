internal import Glibc

/// A directory that only this user may enter, removed with what was put into it by name.
final class PrivateDirectory: Sendable {
    let path: String

    /// Makes the directory below `TMPDIR`, or `/tmp`.
    /// - Throws: `AgentError` when it cannot be made.
    init(prefix: String) throws(AgentError) {
        let named = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        // A socket's path may have 107 bytes.
        let parent = named.utf8.count <= 70 ? named : "/tmp"
        var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw AgentError(
                .cannotCreate,
                "cannot make a private directory in \(parent): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the named files and the directory itself.
    func remove(files: [String]) {
        for file in files { unlink("\(path)/\(file)") }
        rmdir(path)
    }
}
