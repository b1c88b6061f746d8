/// What a program does with the words that follow it, as far as it runs some of them.
struct ShellProgram {
    /// How many operands of its own stand before the command that it starts.
    var operands = 0
    /// The options that take the next word along: letters, and long ones apart by spaces.
    var letters = ""
    var long: Set<String> = []
    /// The options whose argument it runs.
    var running: Set<String> = []
    /// Options by which it deals with a process that runs already.
    var attaching: Set<String> = []

    /// The programs that start another, which follows.
    static let starters: [String: ShellProgram] = [
        "sudo": ShellProgram(
            letters: "ughpCDRrtTU",
            long: [
                "--user", "--group", "--host", "--prompt", "--chdir", "--chroot", "--role", "--type",
                "--command-timeout", "--other-user", "--close-from",
            ]),
        "doas": ShellProgram(letters: "uC"), "pkexec": ShellProgram(long: ["--user"]),
        "runuser": ShellProgram(
            letters: "ugGsw", long: ["--user", "--group", "--supp-group", "--shell"],
            running: ["-c", "--command", "--session-command"]),
        "exec": ShellProgram(letters: "a"), "command": ShellProgram(attaching: ["-v", "-V"]),
        "builtin": ShellProgram(), "coproc": ShellProgram(), "nohup": ShellProgram(),
        "setsid": ShellProgram(),
        "busybox": ShellProgram(), "toybox": ShellProgram(), "unbuffer": ShellProgram(),
        "time": ShellProgram(letters: "fo", long: ["--format", "--output"]),
        "env": ShellProgram(
            letters: "uCa", long: ["--unset", "--chdir", "--argv0"], running: ["-S", "--split-string"]),
        "xargs": ShellProgram(
            letters: "adEILnPs",
            long: [
                "--arg-file", "--delimiter", "--max-args", "--max-procs", "--max-chars",
                "--process-slot-var",
            ]),
        "timeout": ShellProgram(operands: 1, letters: "ks", long: ["--kill-after", "--signal"]),
        "nice": ShellProgram(letters: "n", long: ["--adjustment"]),
        "ionice": ShellProgram(
            letters: "cn", long: ["--class", "--classdata"],
            attaching: ["-p", "--pid", "-P", "--pgid", "-u", "--uid"]),
        "chrt": ShellProgram(
            operands: 1, letters: "TPD", long: ["--sched-runtime", "--sched-period", "--sched-deadline"],
            attaching: ["-p", "--pid", "-m", "--max"]),
        "taskset": ShellProgram(operands: 1, attaching: ["-p", "--pid", "-pc", "-cp"]),
        "prlimit": ShellProgram(attaching: ["-p", "--pid"]),
        "stdbuf": ShellProgram(letters: "ioe", long: ["--input", "--output", "--error"]),
        "chroot": ShellProgram(operands: 1, long: ["--userspec", "--groups"]),
        "flock": ShellProgram(
            operands: 1, letters: "wE", long: ["--timeout", "--wait", "--conflict-exit-code"],
            running: ["-c", "--command"]),
        "nsenter": ShellProgram(
            letters: "tSGN", long: ["--target", "--setuid", "--setgid", "--net-socket"]),
        "unshare": ShellProgram(
            letters: "SGRw",
            long: [
                "--setuid", "--setgid", "--root", "--wd", "--setgroups", "--propagation", "--map-user",
                "--map-group", "--map-users", "--map-groups", "--monotonic", "--boottime",
            ]),
        "setpriv": ShellProgram(
            long: [
                "--ruid", "--euid", "--reuid", "--rgid", "--egid", "--regid", "--groups", "--inh-caps",
                "--ambient-caps", "--bounding-set", "--securebits", "--pdeathsig", "--selinux-label",
                "--apparmor-profile",
            ]),
        "strace": ShellProgram(
            letters: "abeIoOpPsSuUXE", long: ["--attach", "--output", "--trace", "--user", "--env"]),
        "ltrace": ShellProgram(letters: "aAeDFlnopsuwxX", long: ["--output", "--library"]),
        "systemd-run": ShellProgram(
            letters: "HMpuEt",
            long: [
                "--host", "--machine", "--property", "--unit", "--setenv", "--slice", "--description",
                "--uid", "--gid", "--nice", "--working-directory", "--service-type",
            ]),
        "su": ShellProgram(
            operands: 1, letters: "gGsw",
            long: ["--group", "--supp-group", "--shell", "--whitelist-environment"],
            running: ["-c", "--command", "--session-command"]),
        "sg": ShellProgram(operands: 1, running: ["-c"]),
        "ssh": ShellProgram(operands: 1, letters: "bBcDEeIiJLlmOpPQRSWwFo", running: ["-o", "-F"]),
    ]

    /// `exec` of Docker and its like, and of `ip netns`.
    static let inside = ShellProgram(
        operands: 1, letters: "euw",
        long: ["--env", "--user", "--workdir", "--env-file", "--detach-keys", "--timeout"])

    /// The keywords of the shell after which a command begins.
    static let keywords: Set<String> = ["!", "{", "if", "then", "else", "elif", "while", "until", "do"]

    /// What runs, or works out as arithmetic, whatever it is given.
    static let runningAll: Set<String> = [
        "eval", "let", "[[", "trap", "alias", "bind", "complete", "compgen", "enable", "watch", "parallel",
        "ldd", "read", "unset", "mapfile", "readarray", "getopts", "at", "batch",
    ]

    /// Options whose argument is run.
    static let runningOptions: [String: Set<String>] = [
        "script": ["-c", "--command"],
        "printf": ["-v"], "test": ["-v"], "[": ["-v"], "jq": ["-f", "--from-file"], "gh": ["--jq", "-q"],
        "scp": ["-o", "-F", "-S"], "sftp": ["-o", "-F", "-S"],
        "rsync": ["-e", "--rsh", "--rsync-path"],
        "tar": [
            "-I", "--use-compress-program", "--to-command", "--checkpoint-action", "-F", "--info-script",
            "--new-volume-script", "--rsh-command", "--rmt-command",
        ],
        "gdb": ["-x", "-ex", "-ix", "-iex", "--command", "--eval-command"], "git": ["-c"],
        "sort": ["--compress-program"], "psql": ["-c", "--command"], "mysql": ["-e", "--execute"],
        "nc": ["-e", "-c"], "ncat": ["-e", "-c", "--exec", "--sh-exec"],
        "awk": ["-f", "-e", "-E", "--file", "--source", "--exec"],
        "gawk": ["-f", "-e", "-E", "--file", "--source"],
        "mawk": ["-f"], "nawk": ["-f"], "sed": ["-e", "-f", "--expression", "--file"],
    ]

    /// How many words an option, the first of `words`, takes along, itself among them.
    func length(of option: String) -> Int {
        if option.hasPrefix("--") { return long.contains(option) ? 2 : 1 }
        let cluster = option.dropFirst()
        guard let place = cluster.firstIndex(where: letters.contains) else { return 1 }
        return cluster.index(after: place) == cluster.endIndex ? 2 : 1
    }
}
