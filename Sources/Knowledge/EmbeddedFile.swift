internal import CEmbedded
internal import Glibc

/// A file carried inside the binary. Its bytes live as long as the program.
package struct EmbeddedFile: Sendable {
    /// The path, for example `playbooks/techniques/T1059.yaml`.
    package let name: String
    /// Its place among all of them.
    let place: Int

    /// The file of that name, if there is one.
    package init?(named name: String) {
        let place = falconer_file_search(name)
        guard let file = falconer_file_at(place), strcmp(file.pointee.name, name) == 0 else { return nil }
        self.name = name
        self.place = place
    }

    init?(at place: Int) {
        guard let file = falconer_file_at(place) else { return nil }
        name = String(cString: file.pointee.name)
        self.place = place
    }

    /// The files whose names start with `prefix`, in the order of their names.
    package static func all(startingWith prefix: String) -> [EmbeddedFile] {
        var files: [EmbeddedFile] = []
        var place = falconer_file_search(prefix)
        while let file = EmbeddedFile(at: place), file.name.hasPrefix(prefix) {
            files.append(file)
            place += 1
        }
        return files
    }

    /// Its bytes.
    package var bytes: UnsafeBufferPointer<UInt8> {
        guard let file = falconer_file_at(place) else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: file.pointee.bytes, count: file.pointee.length)
    }

    /// Takes the files out of the program's memory; whoever reads them again brings them back. What was read to be kept
    /// in another form need not stay in memory twice.
    static func letGo() { falconer_files_let_go() }

    /// The bytes of the file of that name; empty when there is none.
    static func bytes(named name: String) -> UnsafeBufferPointer<UInt8> {
        EmbeddedFile(named: name)?.bytes ?? UnsafeBufferPointer(start: nil, count: 0)
    }
}
