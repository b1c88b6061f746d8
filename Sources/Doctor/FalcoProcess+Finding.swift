extension FalcoProcess {
    private static let longestFile = 1 << 20

    /// All processes called `falco`, in the order of their numbers.
    /// - Throws: `HostError` when processes cannot be listed.
    package static func all(on host: HostFiles) throws(HostError) -> [FalcoProcess] {
        try host.names(in: "/proc").compactMap { Int($0) }.sorted().compactMap { pid in
            // Whatever ends in between has no files any more.
            guard let name = try? host.read("/proc/\(pid)/comm", limit: longestFile),
                name.elementsEqual("falco\n".utf8)
            else { return nil }
            return FalcoProcess(pid: pid, on: host)
        }
    }

    private init(pid: Int, on host: HostFiles) {
        let line = (try? host.read("/proc/\(pid)/cmdline", limit: Self.longestFile)) ?? []
        let groups = (try? host.read("/proc/\(pid)/cgroup", limit: Self.longestFile)) ?? []
        let files = (own: host.link("/proc/\(pid)/ns/mnt"), ours: host.link("/proc/self/ns/mnt"))
        self.init(
            pid: pid,
            arguments: line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) },
            hasOwnFiles: files.own != nil && files.ours != nil && files.own != files.ours)
        (unit, container) = Self.place(String(decoding: groups, as: UTF8.self))
    }

    /// The unit and the container that control groups name: `0::/system.slice/falco-modern-bpf.service`,
    /// `0::/kubepods.slice/…/cri-containerd-3ad7b26d….scope`, `12:cpu:/docker/3ad7b26d…`.
    static func place(_ groups: String) -> (unit: String?, container: String?) {
        var unit: String?
        var container: String?
        for line in groups.split(separator: "\n") {
            guard let path = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).last
            else { continue }
            for part in path.split(separator: "/") {
                if part.hasSuffix(".service") { unit = String(part) }
                let word = part.hasSuffix(".scope") ? part.dropLast(6) : part
                let id = word.split(separator: "-").last ?? word
                if id.utf8.count == 64, id.utf8.allSatisfy({ isHexDigit($0) }) {
                    container = String(id.prefix(12))
                }
            }
        }
        // A container engine's own unit is not Falco's.
        return (container == nil ? unit : nil, container)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
