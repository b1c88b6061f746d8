/// The Unix sockets of this network namespace, as `/proc/net/unix` lists them.
package struct UnixSocketTable: Sendable {
    private static let longestFile = 64 << 20

    private struct Line {
        var isListening: Bool
        var path: Substring
    }

    private var lines: [Line] = []
    private let host: HostFiles

    /// `nil` when the table cannot be read.
    package init?(on host: HostFiles) {
        guard let bytes = try? host.read("/proc/net/unix", limit: Self.longestFile) else { return nil }
        self.host = host
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
            // Num RefCount Protocol Flags Type St Inode Path; the path may hold spaces.
            let parts = line.split(separator: " ", maxSplits: 7)
            guard parts.count == 8, let flags = UInt(parts[3], radix: 16),
                let state = UInt(parts[5], radix: 16)
            else { continue }
            let isListening = flags & 0x10000 != 0
            // 2 and 3 are connections, taken by the server or waiting for it.
            if isListening || state == 2 || state == 3 {
                lines.append(Line(isListening: isListening, path: parts[7]))
            }
        }
    }

    /// How many connections the server at `path` has; `nil` when its socket is not in the table: it belongs to another
    /// network namespace, or nobody listens.
    package func connections(at path: String) -> Int? {
        let name = path.split(separator: "/").last
        let target = try? host.facts(path)
        func isMeant(_ line: Line) -> Bool {
            if line.path == path { return true }
            // The server may know the same file by another path: /var/run is a link to /run.
            guard line.path.split(separator: "/").last == name, let target,
                let facts = try? host.facts(String(line.path))
            else { return false }
            return facts.isSameFile(as: target)
        }
        let matching = lines.filter(isMeant)
        guard matching.contains(where: \.isListening) else { return nil }
        return matching.count { !$0.isListening }
    }
}
