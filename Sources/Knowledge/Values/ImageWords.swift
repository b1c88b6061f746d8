internal import Escaping

/// Images and mounts of containers.
enum ImageWords {
    /// Where an image comes from.
    static func repository(_ value: String) -> Prose {
        let parts = value.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1)
        guard let first = parts.first else { return Prose() }
        let registry = String(decoding: first, as: UTF8.self)
        if parts.count < 2 {
            return Prose("A name without a registry: Docker Hub, or an image built on this host.")
        }
        if registry == "docker.io" || registry == "index.docker.io" {
            return parts[1].starts(with: "library/".utf8)
                ? Prose("One of Docker Hub's official images.")
                : Prose("From Docker Hub, published by its users.")
        }
        let isHost =
            registry == "localhost"
            || registry.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
        guard isHost else {
            return Prose("A name without a registry: Docker Hub, or an image built on this host.")
        }
        if registry == "localhost" || registry.hasPrefix("localhost:") { return Prose("Built on this host.") }
        return Prose("From the registry \(value: registry).")
    }

    static func tag(_ value: String) -> String {
        value == "latest"
            ? "`latest` moves with every release: which build it is only the digest can tell." : ""
    }

    /// Mounts from the host that weaken a container's walls.
    static func mounts(_ value: String, words: ValueWords) -> Prose {
        var prose = Prose()
        var shown = 0
        for mount in value.utf8.split(separator: UInt8(ascii: ",")).prefix(64) {
            let parts = mount.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count >= 4, let source = parts.first else { continue }
            let path = String(decoding: source, as: UTF8.self)
            guard let why = danger(path, words: words) else { continue }
            if shown == 4 {
                prose.append(" And more.")
                break
            }
            if shown > 0 { prose.append(" ") }
            prose.append(value: path)
            prose.append(parts[3].elementsEqual("true".utf8) ? " (writable): " : " (read-only): ")
            prose.append(why)
            shown += 1
        }
        return prose
    }

    private static func danger(_ path: String, words: ValueWords) -> Prose? {
        switch path {
        case "/": return "The host's whole file system."
        case "/proc": return "The host's processes and kernel switches."
        case "/sys": return "The host's kernel switches and devices."
        case "/dev": return "The host's devices, disks among them."
        case "/var/run", "/run": return "The host's runtime files, the sockets of its daemons among them."
        case "/home": return "The homes of the host's users."
        default: break
        }
        let isSensitive = [
            "/etc", "/root", "/boot", "/var/lib/kubelet", "/var/lib/docker", "/var/lib/etcd", "/var/log",
        ]
        .contains { path == $0 || path.hasPrefix($0 + "/") }
        return isSensitive || path.hasSuffix(".sock")
            ? PathWords.known(path, words: words).map { Prose($0) } : nil
    }
}
