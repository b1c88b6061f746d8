import Escaping
import FalcoAlerts

@testable import Analysis

/// Reports and summaries made by hand, for the renderers.
enum Samples {
    static let time = Timestamp(seconds: 1_795_376_469, nanoseconds: 322_503_878)

    static func alert(_ values: AlertValues) throws -> Alert {
        var builder = try AlertBatchBuilder()
        try builder.append(values)
        guard let batch = try builder.take() else { throw AlertError(.outOfMemory) }
        return batch[0]
    }

    static func command(
        _ purpose: Prose, _ parts: [Piece], place: Report.Command.Place = .host, disruptive: Bool = false,
        needs: Prose? = nil
    )
        throws -> Report.Command
    {
        var shell = ShellCommand()
        for part in parts {
            switch part {
            case .ours(let text): shell.append(text)
            case .value(let text): try shell.append(value: text)
            }
        }
        return Report.Command(
            purpose: purpose, shell: shell, place: place, disruptive: disruptive, needs: needs)
    }

    enum Piece {
        case ours(String)
        case value(String)
    }

    /// A report as a responder would see it: a dropped binary in a container.
    static func report() throws -> Report {
        let binary = "/bin/falco-event-generator-syscall-DropAndExecuteNewBinaryInContainer-xDySUo"
        let alert = try alert(
            AlertValues(
                time: time, priority: .critical, rule: "Drop and execute new binary in container",
                output:
                    "19:41:09.322503878: Critical Executing binary not part of base image | proc_exe=\(binary)",
                fields: [
                    ("evt.type", "execve"), ("proc.name", "falco-event-gen"), ("proc.exepath", binary),
                    ("proc.cmdline", "\(binary) --loop"),
                    ("user.name", "root"), ("container.id", "c61b4b13ae44"),
                    ("container.name", "peaceful_mestorf"),
                ], hostname: "mini-debian-lab",
                tags: ["T1620", "container", "maturity_stable", "mitre_persistence"]))
        return Report(
            alert: alert, id: alert.id, fingerprint: alert.fingerprint, rule: alert.rule,
            priority: alert.priority, time: alert.time,
            hostname: alert.hostname, source: alert.source, tags: alert.tags,
            text:
                "Executing binary not part of base image | proc_exe=\(binary) container_name=peaceful_mestorf",
            occurrence: .init(count: 3, first: Timestamp(seconds: 1_795_376_402)),
            summary: """
                \(value: "falco-event-gen"), running as \(value: "root") in container \(value: "peaceful_mestorf") (\(value: "c61b4b13ae44"), image \
                \(value: "docker.io/library/debian:12")) on host \(value: "mini-debian-lab"), executed \(value: binary), a file that was not in the \
                image when the container started. Falco calls this critical because programs that appear at run time are how attackers bring their \
                tools along.
                """,
            details: details(binary), ancestry: ancestry(binary), attack: attack,
            impact: [
                "The attacker runs code of their choice as \(value: "root") inside \(value: "peaceful_mestorf") and can read every secret mounted there.",
                "The container is not privileged, so the host is one kernel or runtime bug away, not open.",
            ],
            assessment: assessment, evidence: ["The memory of the process, before it ends."],
            mitigation: try mitigation(), configuration: configuration(binary),
            commands: try commands(binary),
            related: related,
            quality: .init(
                confidence: .medium,
                remarks: [
                    "`proc.name` is cut at 15 bytes by the kernel; \(value: binary) is the whole path.",
                    "The alert carries no `proc.pid`: steps that need one look it up by the executable.",
                ]), knowledge: ["rule Drop and execute new binary in container", "context container"],
            references: ["https://attack.mitre.org/techniques/T1620/", "man 2 execve"],
            relatedRules: ["Execution from /dev/shm"])
    }

    private static func details(_ binary: String) -> [Report.DetailGroup] {
        [
            .init(
                title: "Event",
                items: [
                    .init(
                        key: "evt.type", value: "execve",
                        meaning: "A process replaced its program with another one."),
                    .init(
                        key: "evt.arg.flags", value: "EXE_WRITABLE|EXE_UPPER_LAYER",
                        meaning:
                            "`EXE_WRITABLE`: the user may write the file. `EXE_UPPER_LAYER`: it lies in the container's own writable layer, not in the image."
                    ),
                ]),
            .init(
                title: "Process",
                items: [
                    .init(
                        key: "proc.name", value: "falco-event-gen",
                        meaning: "The kernel's name for the process, 15 bytes: cut."),
                    .init(
                        key: "proc.exepath", value: binary,
                        meaning: "The program's path inside the container."),
                    .init(
                        key: "proc.cmdline", value: "\(binary) --loop", meaning: "Built from the arguments."),
                    .init(
                        key: "proc.exe_ino.ctime_duration_proc_start", value: "1423188",
                        meaning: "The file changed 1.4 ms before it ran."),
                    .init(key: "proc.tty", value: "0", meaning: "No terminal: started by a program."),
                    .init(key: "proc.aname[4]", value: nil, meaning: "the process has no such ancestor"),
                ]),
            .init(
                title: "User",
                items: [
                    .init(key: "user.name", value: "root", meaning: "Root inside the container."),
                    .init(
                        key: "user.loginuid", value: "-1",
                        meaning: "No login session: started by a service or a container runtime."),
                ]),
            .init(
                title: "Container",
                items: [
                    .init(key: "container.id", value: "c61b4b13ae44", meaning: "First 12 digits of the id."),
                    .init(key: "container.name", value: "peaceful_mestorf", meaning: ""),
                    .init(
                        key: "container.image.repository", value: "docker.io/library/debian",
                        meaning: "The image it was started from."),
                    .init(
                        key: "k8s.ns.name", value: nil, meaning: "the container does not belong to Kubernetes"
                    ),
                    .init(
                        key: "k8s.pod.name", value: nil,
                        meaning: "the container does not belong to Kubernetes"),
                ]),
        ]
    }

    private static func ancestry(_ binary: String) -> [Report.Ancestor] {
        [
            .init(level: 3, name: "containerd-shim"),
            .init(level: 2, name: "bash", commandLine: "bash -c 'while true; do run; done'"),
            .init(
                level: 1, name: "event-generator", executable: "/bin/event-generator",
                commandLine: "event-generator run syscall"),
            .init(level: 0, name: "falco-event-gen", executable: binary, commandLine: "\(binary) --loop"),
        ]
    }

    private static let attack = Report.AttackMapping(
        techniques: [
            .init(
                id: "T1620", name: "Reflective Code Loading", tactics: ["Defense Evasion"], mitigations: []),
            .init(
                id: "T1059.004", name: "Command and Scripting Interpreter: Unix Shell",
                tactics: ["Execution"],
                mitigations: ["Execution Prevention (M1038)"]),
        ], tactics: [.init(id: "TA0002", name: "Execution"), .init(id: "TA0003", name: "Persistence")],
        flags: [
            "The tag \(value: "mitre_persistence") names a tactic that ATT&CK does not list for T1620 (Defense Evasion)."
        ])

    private static let assessment = Report.Assessment(
        innocent: [
            .init(
                cause: "Package managers and installers run at start-up in images that are built that way.",
                check:
                    "Look for an entry point or init script of \(value: "docker.io/library/debian") that installs software."
            ),
            .init(
                cause: "The Falco event generator, used to test Falco.",
                check: "Ask whoever runs tests on \(value: "mini-debian-lab") today."),
        ], suspicious: ["The file was written 1.4 ms before it ran.", "It runs as root."],
        reassuring: ["The name \(value: "event-generator") in the ancestry is Falco's own test tool."])

    private static func mitigation() throws -> [Report.MitigationStep] {
        [
            .init(
                phase: .contain, action: "Pause the container.",
                why: "It stops the program and keeps memory and files for the investigation.",
                undo: "`docker unpause` with the same id lets it go on.",
                command: try command(
                    "Pause", [.ours("docker pause "), .value("c61b4b13ae44")], disruptive: true,
                    needs: "docker")),
            .init(
                phase: .investigate, action: "Copy the binary out and hash it.",
                why: "The hash tells whether others know it."),
            .init(
                phase: .eradicate, action: "Replace the container by one from a clean image.",
                why: "A changed container cannot be trusted again."),
            .init(
                phase: .recover, action: "Rotate the secrets that were mounted into it.",
                why: "The program could read them as \(value: "root")."),
        ]
    }

    private static func configuration(_ binary: String) -> [Report.ConfigurationAdvice] {
        [
            .init(
                kind: .tuning, title: "Except this image's own installer, if it turns out to be one",
                yaml: """
                    - rule: Drop and execute new binary in container
                      exceptions:
                        - name: known_installer
                          fields: [container.image.repository, proc.exepath]
                          comps: [=, startswith]
                          values:
                            - [docker.io/library/debian, \(binary.dropLast(7))]
                      override:
                        exceptions: append
                    """, file: "/etc/falco/rules.d/falconer.yaml", leastVersion: "0.37",
                note: "It would also hide any other program with that path in this image."),
            .init(
                kind: .sharpening, title: "No exception for the process name alone", yaml: nil,
                file: "/etc/falco/falco.yaml",
                leastVersion: "0.37", note: "A name can be chosen by the attacker."),
        ]
    }

    private static func commands(_ binary: String) throws -> [Report.Command] {
        [
            try command(
                "Stop the container for good.", [.ours("docker stop "), .value("c61b4b13ae44")],
                disruptive: true, needs: "docker"),
            try command(
                "What changed in \(value: "peaceful_mestorf") since it started.",
                [.ours("docker diff "), .value("c61b4b13ae44")],
                needs: "docker"),
            try command(
                "Fetch the program and hash it.",
                [
                    .ours("docker cp "), .value("c61b4b13ae44"), .ours(":"), .value(binary),
                    .ours(" ./evidence.bin && sha256sum ./evidence.bin"),
                ], needs: "docker"),
            try command(
                "Processes now.", [.ours("ps -eo pid,ppid,user,lstart,args --forest")], place: .container),
        ]
    }

    private static var related: Report.RelatedActivity {
        .init(
            alerts: [
                .init(
                    id: AlertDigest(value: 1), time: Timestamp(seconds: 1_795_376_402), priority: .notice,
                    rule: "Terminal shell in container",
                    subject: "bash -i", shares: ["container"]),
                .init(
                    id: AlertDigest(value: 2),
                    time: Timestamp(seconds: 1_795_376_410, nanoseconds: 5_000_000), priority: .warning,
                    rule: "Read sensitive file untrusted", subject: "cat /etc/shadow",
                    shares: ["container", "process tree"]),
            ], omitted: 4)
    }

    /// A report about an alert of an unknown rule that says nothing else.
    static func emptyReport() throws -> Report {
        let alert = try alert(AlertValues(priority: .unknown(9), rule: "", source: ""))
        return Report(
            alert: alert, id: alert.id, fingerprint: alert.fingerprint, rule: "", priority: alert.priority,
            time: nil, hostname: "",
            source: "syscall", tags: [], text: "", occurrence: .init(count: 1, first: nil), summary: "",
            details: [], ancestry: [],
            attack: .init(), impact: [], assessment: .init(), evidence: [], mitigation: [], configuration: [],
            commands: [],
            related: .init(),
            quality: .init(confidence: .low), knowledge: [], references: [], relatedRules: [])
    }

    /// A report in which every untrusted string is `value`.
    static func hostileReport(_ value: String) throws -> Report {
        let alert = try alert(
            AlertValues(
                time: time, priority: .error, rule: value, output: value,
                fields: [
                    (value, value), ("proc.name", value), ("proc.cmdline", value), ("container.id", value),
                    ("container.name", value),
                    ("k8s.pod.name", value), ("k8s.ns.name", value), ("fd.name", value),
                ], hostname: value, tags: [value, value], source: value))
        let prose: Prose = "Our words \(value: value) between \(value: value) two `codes`\(value: value)"
        var shell = ShellCommand()
        shell.append("ls -- ")
        try? shell.append(value: value)
        let command = Report.Command(purpose: prose, shell: shell, place: .host, needs: "docker")
        return Report(
            alert: alert, id: alert.id, fingerprint: alert.fingerprint, rule: value, priority: alert.priority,
            time: time, hostname: value,
            source: value, tags: [value, value], text: value, occurrence: .init(count: 2, first: time),
            summary: prose,
            details: [
                .init(
                    title: "Process",
                    items: [
                        .init(key: value, value: value, bytes: "00ff", meaning: prose),
                        .init(key: "proc.name", value: value, meaning: ""),
                        .init(key: value, value: nil, meaning: prose),
                    ])
            ],
            ancestry: [
                .init(level: 1, name: value),
                .init(level: 0, name: value, executable: value, commandLine: value),
            ],
            attack: .init(
                techniques: [.init(id: "T1059", name: "Command", tactics: ["Execution"], mitigations: [])],
                tactics: [], flags: [prose]),
            impact: [prose],
            assessment: .init(
                innocent: [.init(cause: prose, check: prose)], suspicious: [prose], reassuring: [prose]),
            evidence: [prose],
            mitigation: [.init(phase: .contain, action: prose, why: prose, undo: prose, command: command)],
            configuration: [
                .init(
                    kind: .tuning, title: prose,
                    yaml: "- list: x\n  items: [\(Escaping.yaml(String(value.prefix(1000))))]\n",
                    file: "/etc/falco/rules.d/x.yaml", leastVersion: "0.37", note: prose)
            ], commands: [command],
            related: .init(alerts: [
                .init(
                    id: alert.id, time: time, priority: .debug, rule: value, subject: value, shares: ["user"])
            ]), quality: .init(confidence: .low, remarks: [prose]), knowledge: ["rule \(value)"],
            references: ["man 2 execve"], relatedRules: [value])
    }
}
