internal import Glibc

/// A playbook's file on disk.
package struct PlaybookFile: Sendable, Hashable {
    /// The most that a playbook may hold, in bytes.
    package static let largest = 256 * 1024
    /// The most files that a directory may hold.
    package static let mostFiles = 10_000

    package let path: String
    package let kind: PlaybookKind

    /// - Parameter kind: `nil` for what the directory's name says (`rules`, `techniques`, `classes`, `context`), or else
    ///   a rule's.
    package init(path: String, kind: PlaybookKind? = nil) {
        self.path = path
        let directory = path.split(separator: "/").dropLast().last.map(String.init) ?? ""
        self.kind = kind ?? PlaybookKind(rawValue: directory) ?? .rules
    }

    /// The files that end in `.yaml` or `.yml` in a directory and in its `rules`, `techniques`, `classes` and `context`, in
    /// the order of their names. Hidden ones do not count.
    package static func all(below directory: String) throws(KnowledgeError) -> [PlaybookFile] {
        var files = try names(in: directory).filter(isPlaybook).map {
            PlaybookFile(path: "\(directory)/\($0)")
        }
        for kind in PlaybookKind.allCases {
            let below = "\(directory)/\(kind.rawValue)"
            guard isDirectory(below) else { continue }
            files += try names(in: below).filter(isPlaybook).map {
                PlaybookFile(path: "\(below)/\($0)", kind: kind)
            }
        }
        return files
    }

    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Other subdirectories that hold playbooks, which nobody reads.
    package static func unread(below directory: String) -> [String] {
        let known = Set(PlaybookKind.allCases.map(\.rawValue))
        let names = (try? names(in: directory)) ?? []
        return names.filter { name in
            let path = "\(directory)/\(name)"
            return !name.hasPrefix(".") && !known.contains(name) && isDirectory(path)
                && ((try? self.names(in: path)) ?? []).contains(where: isPlaybook)
        }
    }

    private static func isPlaybook(_ name: String) -> Bool {
        !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }

    private static func names(in directory: String) throws(KnowledgeError) -> [String] {
        guard let stream = opendir(directory) else { throw failure(directory) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            names.append(name)
            if names.count > mostFiles {
                throw KnowledgeError(
                    .tooLarge, file: directory, message: "there are more than \(mostFiles) files in it")
            }
        }
        return names.sorted()
    }

    /// Reads it.
    package func read(glossary: FieldGlossary) throws(PlaybookFaults) -> Playbook {
        let bytes: [UInt8]
        do throws(KnowledgeError) {
            bytes = try content()
        } catch {
            throw PlaybookFaults(errors: [error])
        }
        var playbook: Playbook?
        var failure: PlaybookFaults?
        bytes.withUnsafeBufferPointer { bytes in
            do throws(PlaybookFaults) {
                playbook = try PlaybookReader.read(bytes, file: path, kind: kind, glossary: glossary)
            } catch {
                failure = error
            }
        }
        guard var playbook else {
            throw failure
                ?? PlaybookFaults(errors: [
                    KnowledgeError(.unreadable, file: path, message: "it cannot be read")
                ])
        }
        playbook.path = path
        return playbook
    }

    private func content() throws(KnowledgeError) -> [UInt8] {
        // Without waiting: opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw PlaybookFile.failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw PlaybookFile.failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KnowledgeError(.unreadable, file: path, message: "it is no regular file")
        }
        var bytes = [UInt8](repeating: 0, count: PlaybookFile.largest + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { bytes in
                let room = UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
                return Glibc.read(descriptor, room.baseAddress, room.count)
            }
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw PlaybookFile.failure(path) }
            if got == 0 { break }
            count += got
        }
        if count > PlaybookFile.largest {
            throw KnowledgeError(
                .tooLarge, file: path, message: "it holds more than \(PlaybookFile.largest / 1024) KiB")
        }
        return Array(bytes[..<count])
    }

    /// What errno says of the last call.
    private static func failure(_ path: String) -> KnowledgeError {
        let number = errno
        let reason = String(cString: strerror(number))
        let code: KnowledgeError.Code =
            switch number {
            case ENOENT: .notFound
            case EACCES, EPERM: .denied
            default: .unreadable
            }
        return KnowledgeError(
            code, file: path,
            message: number == ENOENT ? "there is no such file or directory" : "it cannot be read",
            cause: number == ENOENT ? nil : reason)
    }
}
