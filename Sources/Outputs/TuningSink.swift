internal import Glibc

/// Writes the file for Falco: whole or not at all, for its owner alone, never through a link.
package enum TuningSink {
    /// - Parameters:
    ///   - path: its directory must be there.
    ///   - mayReplace: whether an ordinary file that is there already is replaced.
    package static func write(_ text: String, to path: String, mayReplace: Bool) throws(OutputError) {
        let parts = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let name = parts.map { String(path[path.utf8.index(after: $0)...]) } ?? path
        let folder = parts.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard !name.isEmpty, name != ".", name != ".." else {
            throw OutputError(.refused, "\(path) is no file's name")
        }
        let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw .system(.cannotCreate, "cannot open the directory of \(path)") }
        let directory = Descriptor(owning: number)
        try WholeFile.replace(
            name, in: directory.number, with: Array(text.utf8), shown: path, mayReplace: mayReplace)
    }
}
