internal import Escaping
internal import FalcoAlerts

/// What kind of thing happened, for rules without a playbook of their own. Raw values name the playbooks.
enum EventClass: String, Sendable {
    case process, network, namespace, module, ptrace, account, cloud, `internal`, other
    case fileRead = "file-read"
    case fileWrite = "file-write"
    case kubernetesAudit = "kubernetes-audit"

    init(_ facts: AlertFacts) {
        switch facts.source {
        case "internal": self = .internal
        case "k8s_audit": self = .kubernetesAudit
        case "syscall": self = EventClass.ofSystemCall(facts)
        case "aws_cloudtrail", "okta", "github", "gcp_auditlog", "azure_auditlog": self = .cloud
        default: self = .other
        }
    }

    private static func ofSystemCall(_ facts: AlertFacts) -> EventClass {
        switch facts.value(of: "evt.type") {
        case "execve", "execveat", "clone", "clone3", "fork", "vfork", "memfd_create": .process
        case "open", "openat", "openat2", "creat", "open_by_handle_at":
            opensForWriting(facts) ? .fileWrite : .fileRead
        case "read", "pread", "readv", "readlink", "readlinkat", "stat", "getdents": .fileRead
        case "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link",
            "linkat",
            "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown",
            "write",
            "truncate", "ftruncate":
            .fileWrite
        case "connect", "accept", "accept4", "bind", "listen", "socket", "sendto", "sendmsg", "recvfrom",
            "recvmsg",
            "dup", "dup2", "dup3", "getpeername":
            .network
        case "setns", "unshare", "mount", "umount", "umount2", "pivot_root", "chroot", "userfaultfd":
            .namespace
        case "init_module", "finit_module", "delete_module", "bpf": .module
        case "ptrace", "process_vm_writev", "process_vm_readv": .ptrace
        case "setuid", "setgid", "setresuid", "setresgid", "seteuid", "capset": .account
        default: .other
        }
    }

    private static func opensForWriting(_ facts: AlertFacts) -> Bool {
        guard let flags = facts.value(of: "evt.arg.flags") else { return facts.tagsSayWrite }
        return flags.holds("O_WRONLY") || flags.holds("O_RDWR") || flags.holds("O_CREAT")
            || flags.holds("O_TRUNC")
    }
}

extension AlertFacts {
    /// Without the flags, the rule's own name tells best.
    fileprivate var tagsSayWrite: Bool {
        rule.lowercased().holds("write") || rule.lowercased().holds("modify")
            || rule.lowercased().holds("create")
    }
}
