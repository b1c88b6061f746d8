/// What a process is to those below it, as far as its name tells.
enum ProcessKind: UInt8, Sendable {
    case ordinary
    /// A shell or wrapper that runs what it is told: what it starts belongs together, but its name says little.
    case shell
    /// An interpreter: the same, unless it is a service that was written in its language.
    case interpreter
    /// Starts things on behalf of many: to share one as a parent says nothing.
    case starter

    /// Init systems, schedulers, login services, container runtimes and their helpers, process supervisors.
    private static let starters: [String] = [
        "systemd", "init", "kthreadd", "runit", "runsv", "runsvdir", "openrc-init", "launchd",
        "cron", "crond", "CRON", "CROND", "anacron", "atd", "fcron",
        "sshd", "sshd-session", "login", "gdm", "lightdm", "sddm", "agetty", "inetd", "xinetd", "dropbear",
        "containerd-shim", "containerd-shim-runc-v1", "containerd", "dockerd", "docker-init",
        "docker-proxy",
        "runc", "crun", "conmon", "crio", "podman", "kubelet", "catatonit", "dumb-init", "tini",
        "s6-svscan", "s6-supervise", "supervisord", "pause",
    ]

    /// The likes of them carry more behind these beginnings.
    private static let starterBeginnings = ["containerd-shim", "runc:[", "systemd-", "kworker/", "s6-"]

    private static let shells: [String] = [
        "ash", "bash", "busybox", "csh", "dash", "fish", "ksh", "mksh", "sh", "tcsh", "zsh",
        "chroot", "doas", "env", "flock", "nice", "nohup", "nsenter", "script", "setsid", "stdbuf", "su",
        "sudo", "time", "timeout", "unshare", "watch", "xargs",
    ]

    private static let interpreters: [String] = ["lua", "node", "nodejs", "perl", "php", "ruby"]
    /// `php-fpm` and `php-cgi` are no interpreters here: they serve many.
    private static let interpreterBeginnings = ["python", "perl5", "php7", "php8", "ruby2", "ruby3", "lua5"]

    /// Whether its name says no more than that it runs what it is told.
    var runsWhatItIsTold: Bool { self == .shell || self == .interpreter }

    /// - Parameter name: comm, which the kernel cuts at 15 bytes.
    init(name: UnsafeRawBufferPointer) {
        func isOne(_ texts: [String]) -> Bool { texts.contains { $0.utf8.elementsEqual(name) } }
        func begins(_ texts: [String]) -> Bool { texts.contains { name.starts(with: $0.utf8) } }
        // Falco 0.43 and login shells: `-bash`.
        let bare =
            name.first == UInt8(ascii: "-") ? UnsafeRawBufferPointer(rebasing: name.dropFirst()) : name
        if isOne(Self.starters) || begins(Self.starterBeginnings) {
            self = .starter
        } else if Self.shells.contains(where: { $0.utf8.elementsEqual(bare) }) {
            self = .shell
        } else if isOne(Self.interpreters) || begins(Self.interpreterBeginnings) {
            self = .interpreter
        } else {
            self = .ordinary
        }
    }
}
