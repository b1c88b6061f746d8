public import Foundation

/// A directory that stands for a host's `/`, filled file by file.
public final class FakeHost: Sendable {
    private let directory: TemporaryDirectory

    /// The directory's path.
    public var root: String { directory.url.path }

    /// A host with root and a group `falco`, and no processes.
    public init() throws {
        directory = try TemporaryDirectory()
        try write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n")
        try write("/etc/group", "root:x:0:\nfalco:x:990:alice\nnogroup:x:65534:\n")
        try make("/proc")
    }

    /// The path of a file for programs that know nothing of this host.
    public func real(_ path: String) -> String { root + path }

    /// Makes a directory.
    public func make(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: real(path), withIntermediateDirectories: true)
    }

    /// Writes a file, and the directories that it lies in.
    public func write(_ path: String, _ text: String) throws {
        try write(path, Data(text.utf8))
    }

    /// Writes a file, and the directories that it lies in.
    public func write(_ path: String, _ bytes: Data) throws {
        try make(URL(filePath: path).deletingLastPathComponent().path)
        try bytes.write(to: URL(filePath: real(path)))
    }

    /// Makes a running Falco: its process, with `arguments` after the program's name.
    public func run(
        pid: Int = 812, unit: String = "falco-modern-bpf.service", arguments: [String] = []
    ) throws {
        try write("/proc/\(pid)/comm", "falco\n")
        try write(
            "/proc/\(pid)/cmdline", (["/usr/bin/falco"] + arguments).map { $0 + "\0" }.joined())
        try write("/proc/\(pid)/cgroup", "0::/system.slice/\(unit)\n")
    }

    /// Makes the table of Unix sockets: a listener at `path` with that many connections.
    public func listen(at path: String, connections: Int) throws {
        let head = "Num       RefCount Protocol Flags    Type St Inode Path\n"
        let listener = "0000000000000000: 00000002 00000000 00010000 0001 01 4711 \(path)\n"
        let taken = "0000000000000000: 00000003 00000000 00000000 0001 03 4712 \(path)\n"
        try write(
            "/proc/net/unix", head + listener + String(repeating: taken, count: connections))
    }
}
