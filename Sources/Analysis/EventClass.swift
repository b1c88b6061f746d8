/// The kind of event that an alert is about, which decides what is said when its rule has no playbook of its own.
enum EventClass: String, Sendable {
    case process, fileRead = "file-read", fileWrite = "file-write", fileOpen = "file-open", network,
        namespace, module, ptrace,
        account
    case cloud, kubernetesAudit = "kubernetes-audit", `internal`, other

    init(_ facts: AlertFacts) {
        switch facts.source {
        case "internal": self = .internal
        case "syscall": self = EventClass.ofCall(facts)
        case let source where source.hasPrefix("k8s"): self = .kubernetesAudit
        case let source where EventClass.isCloud(source): self = .cloud
        default: self = facts.text(of: .callType) == nil ? .other : EventClass.ofCall(facts)
        }
    }

    private static func isCloud(_ source: String) -> Bool {
        source.holds("aws") || source.holds("gcp") || source.holds("azure") || source.holds("okta")
            || source.holds("github") || source.holds("cloud")
    }

    private static let userTools: Set<String> = [
        "useradd", "adduser", "userdel", "deluser", "usermod", "groupadd", "addgroup", "groupdel", "delgroup",
        "groupmod", "passwd", "chpasswd", "chage", "gpasswd", "newusers", "login", "su", "sudo", "vipw",
        "vigr",
    ]

    private static func ofCall(_ facts: AlertFacts) -> EventClass {
        switch facts.text(of: .callType) {
        case "execve", "execveat", "clone", "clone3", "fork", "vfork", "procexit", "container":
            facts.value(of: .processName).map(userTools.contains) ?? false ? .account : .process
        case "open", "openat", "openat2", "creat", "open_by_handle_at": ofOpen(facts)
        case "read", "pread", "readv", "preadv", "getdents", "getdents64", "stat", "lstat", "access",
            "readlink":
            .fileRead
        case "write", "pwrite", "writev", "pwritev", "unlink", "unlinkat", "rename", "renameat", "renameat2",
            "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat",
            "lchown",
            "link", "linkat", "symlink", "symlinkat", "truncate", "ftruncate", "mknod", "mknodat",
            "utimensat":
            .fileWrite
        case "connect", "accept", "accept4", "socket", "bind", "listen", "send", "sendto", "sendmsg",
            "sendmmsg",
            "recv", "recvfrom", "recvmsg", "recvmmsg", "socketpair", "setsockopt", "shutdown":
            .network
        case "dup", "dup2", "dup3": .network
        case "setns", "unshare", "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "move_mount":
            .namespace
        case "init_module", "finit_module", "delete_module", "bpf", "kexec_load": .module
        case "ptrace", "process_vm_readv", "process_vm_writev": .ptrace
        case "setuid", "setgid", "setresuid", "setresgid", "setreuid", "setregid", "capset": .account
        case "userfaultfd", "memfd_create", "prctl", "kill", "tkill", "tgkill", "io_uring_setup": .process
        default: .other
        }
    }

    private static func ofOpen(_ facts: AlertFacts) -> EventClass {
        if let flags = facts.value(of: .callFlags) {
            let isWriting =
                flags.holds("O_WRONLY") || flags.holds("O_RDWR") || flags.holds("O_CREAT")
                || flags.holds("O_TRUNC") || flags.holds("O_APPEND")
            return isWriting ? .fileWrite : .fileRead
        }
        if facts.text(of: .callType) == "creat" { return .fileWrite }
        if facts.watchesWriting { return .fileWrite }
        return tellsOfReading(facts.rule) ? .fileRead : .fileOpen
    }

    private static func tellsOfReading(_ rule: String) -> Bool {
        rule.holds("Read") || rule.holds("read") || rule.holds("Search") || rule.holds("search")
    }

    /// Falco's rules name what they watch: `Write below etc`, `Modify Shell Configuration File`.
    static func tellsOfWriting(_ rule: String) -> Bool {
        let words = [
            "write", "modify", "create", "schedule", "drift", "update", "clear", "adding", "delete", "rename",
            "remove",
        ]
        let rule = rule.lowercased()
        return words.contains { rule.contains($0) }
    }
}
