import FalcoAlerts

/// The alert that the first report of this kind was about, with the fields that the rule prints.
enum SeedAlert {
    static let path = "/bin/falco-event-generator-syscall-DropAndExecuteNewBinaryInContainer-xDySUo"

    static let values = AlertValues(
        time: Timestamp(seconds: 1_795_378_752, nanoseconds: 782_659_043), priority: .critical,
        rule: "Drop and execute new binary in container",
        output:
            "20:19:12.782659043: Critical Executing binary not part of base image | proc_exe=\(path) user=root",
        fields: [
            ("container.id", "c61b4b13ae44"), ("container.image.repository", "docker.io/library/nginx"),
            ("container.image.tag", "1.27.3"), ("container.name", "peaceful_mestorf"),
            ("container.start_ts", "1795378000000000000"), ("evt.arg.flags", "EXE_WRITABLE|EXE_UPPER_LAYER"),
            ("evt.type", "execve"), ("k8s.ns.name", "<NA>"), ("k8s.pod.name", "<NA>"),
            ("proc.aname[2]", "containerd-shim"), ("proc.cmdline", "falco-event-gen run"), ("proc.cwd", ""),
            ("proc.exe", path), ("proc.exe_ino.ctime", "1795378752700000000"),
            ("proc.exe_ino.ctime_duration_proc_start", "82659043"),
            ("proc.exe_ino.mtime", "1795378752700000000"), ("proc.exepath", path),
            ("proc.name", "falco-event-gen"), ("proc.pname", "sh"), ("proc.sname", "sh"), ("proc.tty", "0"),
            ("user.loginuid", "-1"), ("user.name", "root"), ("user.uid", "0"),
        ],
        hostname: "mini-debian-lab",
        tags: ["PCI_DSS_11.5.1", "TA0003", "container", "maturity_stable", "mitre_persistence", "process"])
}
