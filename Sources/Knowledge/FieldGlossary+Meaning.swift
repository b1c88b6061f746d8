package import Escaping

extension FieldGlossary {
    /// What the value means in this alert, in a sentence or two; empty when it speaks for itself.
    ///
    /// Pure: the same values always give the same words. Values of the alert that appear in it are marked.
    /// - Parameter all: the alert's other fields by name, `nil` for those that say nothing. Asked for `evt.time`, it
    ///   should give the event's time in nanoseconds since 1970 even when the rule does not print it.
    package func meaning(of key: String, value: String, all: (String) -> String?) -> Prose {
        entry(key).map { meaning(of: key, $0, value: value, all: all) } ?? Prose()
    }

    /// The same for a key whose entry is at hand.
    package func meaning(
        of key: String, _ entry: FieldEntry, value: String, all: (String) -> String?
    ) -> Prose {
        let special =
            value.utf8.count > FieldGlossary.longestValue
            ? Prose() : read(entry.decoder, key: key, value: value, all: all)
        return special.isEmpty && !entry.isQuiet ? Prose(entry.meaning) : special
    }

    /// Longer values are not read: no path, command line or list of mounts is that long.
    private static let longestValue = 16 * 1024

    private func read(
        _ decoder: ValueDecoder, key: String, value: String, all: (String) -> String?
    ) -> Prose {
        switch decoder {
        case .plain, .digest, .loginname, .containername: Prose()
        case .flags, .exeflags, .cloneflags, .result, .repository, .image, .mounts, .podname, .kubeuser,
            .comm, .argv0,
            .descriptor:
            prose(decoder, key: key, value: value, all: all)
        default: sentence(decoder, key: key, value: value, all: all)
        }
    }

    /// Readings that may show parts of the value.
    private func prose(
        _ decoder: ValueDecoder, key: String, value: String, all: (String) -> String?
    ) -> Prose {
        switch decoder {
        case .flags, .exeflags, .cloneflags: flags(decoder, value, all)
        case .result: ResultWords.meaning(value, words: words)
        case .repository, .image: ImageWords.repository(value)
        case .mounts: ImageWords.mounts(value, words: words)
        case .podname: ClusterWords.pod(value)
        case .kubeuser: ClusterWords.user(value)
        case .comm: ProcessWords.comm(value, program: all("proc.exepath"))
        case .argv0: ProcessWords.argv0(value, program: FieldGlossary.program(of: key).flatMap(all))
        default: descriptor(value, type: all("fd.type"))
        }
    }

    /// Readings in our own words alone.
    private func sentence(
        _ decoder: ValueDecoder, key: String, value: String, all: (String) -> String?
    ) -> Prose {
        switch decoder {
        case .syscall: known(.syscall, value)
        case .failed:
            FieldGlossary.flag(
                value, "The call failed. The attempt counts, but it had no effect.", "The call succeeded.")
        case .rawresult: Int64(value).map { Prose(ResultWords.number($0)) } ?? ""
        case .mode: Prose(ModeWords.meaning(value))
        case .touser: UserWords.change(to: value, from: all("user.uid"))
        case .socketfamily: Prose(NetworkWords.family(value))
        case .sockettype: Prose(NetworkWords.type(value))
        case .bpf: known(.bpf, value)
        case .ptrace: known(.ptrace, value)
        case .arguments: ProcessWords.arguments(value)
        case .path, .cwd: PathWords.meaning(value, words: words)
        case .rawpath: PathWords.raw(value, words: words)
        case .exepath: PathWords.program(value, words: words)
        case .cmdline: ProcessWords.commandLine(value, words: words)
        case .environment: Prose(ProcessWords.environment(value, words: words))
        case .pid: ProcessWords.pid(value)
        case .ppid: ProcessWords.parentPid(value)
        case .vpid:
            ProcessWords.virtualPid(
                value, pid: all("proc.pid"), inContainer: FieldGlossary.isInContainer(all))
        case .ancestor: known(.program, value)
        case .tty: TerminalWords.meaning(value)
        case .capabilities: Prose(CapabilityWords.meaning(value, words: words))
        case .username: UserWords.name(value, inContainer: FieldGlossary.isInContainer(all))
        case .uid: UserWords.uid(value, inContainer: FieldGlossary.isInContainer(all))
        case .loginuid: UserWords.loginUID(value, uid: all("user.uid"))
        case .gid: UserWords.gid(value)
        case .fdnumber: ProcessWords.descriptorNumber(value)
        case .fdtype: known(.fdtype, value)
        case .address: Prose(NetworkWords.address(value))
        case .port: Prose(NetworkWords.port(value, words: words))
        case .localport: Prose(NetworkWords.localPort(value, words: words))
        default: containerSentence(decoder, key: key, value: value, all: all)
        }
    }

    private func containerSentence(
        _ decoder: ValueDecoder, key: String, value: String, all: (String) -> String?
    ) -> Prose {
        switch decoder {
        case .time: FieldGlossary.isDigits(value) ? Prose(FileTimeWords.time(value)) : ""
        case .starttime:
            Prose(
                FileTimeWords.start(
                    value, event: FieldGlossary.time(all), inContainer: FieldGlossary.isInContainer(all)))
        case .ctime: Prose(FileTimeWords.changed(value, event: FieldGlossary.time(all)))
        case .mtime:
            Prose(
                FileTimeWords.modified(
                    value, changed: all("proc.exe_ino.ctime"), event: FieldGlossary.time(all)))
        case .changeage: Prose(FileTimeWords.changeToStart(value))
        case .pidnsage: Prose(FileTimeWords.containerToChange(value))
        case .age:
            Prose(
                FileTimeWords.age(
                    value,
                    of: key == "container.duration"
                        ? "container" : key == "proc.duration" ? "process" : "parent"))
        case .duration: Prose(FileTimeWords.duration(value))
        case .containerid:
            value == "host"
                ? "No container: the process ran on the host itself."
                : "The beginning of the container's id: `docker`, `podman`, `nerdctl` and `crictl` take it as it is, `ctr` wants the whole id."
        case .imagetag: Prose(ImageWords.tag(value))
        case .namespace: Prose(ClusterWords.namespace(value))
        case .kubeverb: known(.kubeverb, value)
        case .kuberesource: known(.kuberesource, value)
        case .kubesubresource: known(.kubesubresource, value)
        case .kuberole: known(.kuberole, value)
        case .kubedecision: Prose(ClusterWords.decision(value))
        case .httpcode: Prose(ClusterWords.status(value))
        default: flagSentence(decoder, value)
        }
    }

    /// Yes or no, and numbers that are good when they are zero.
    private func flagSentence(_ decoder: ValueDecoder, _ value: String) -> Prose {
        switch decoder {
        case .privileged:
            FieldGlossary.flag(
                value,
                "Privileged: all capabilities, all devices, no system call filter. Root in it can take the host.",
                "Not privileged.")
        case .hostpid:
            FieldGlossary.flag(
                value, "It sees the host's processes, and root in it can act on them.", "Its own process ids."
            )
        case .hostnetwork:
            FieldGlossary.flag(
                value, "It uses the host's interfaces and ports: network policies do not hold it.",
                "A network of its own.")
        case .hostipc:
            FieldGlossary.flag(value, "It shares the host's shared memory.", "Shared memory of its own.")
        case .exewritable:
            FieldGlossary.flag(
                value,
                "The user who ran the file may also write to it; for root that is true of nearly every file.",
                "The user that runs it could not change the file.")
        case .exeupper:
            FieldGlossary.flag(
                value, "Added or changed after the container started: not the image's file.",
                "Not from a container's upper layer.")
        case .exelower: FieldGlossary.flag(value, "The image's own file.", "Not from the image's layers.")
        case .exememfd: FieldGlossary.flag(value, "It exists in memory only.", "A file on disk.")
        case .probe:
            FieldGlossary.flag(
                value, "Started by the container's own health check: expected.", "Not a health check.")
        case .isserver:
            FieldGlossary.flag(
                value, "The process is the side that was connected to.", "The process opened the connection.")
        case .drops:
            FieldGlossary.isDigits(value)
                ? value.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
                    ? "Nothing was lost."
                    : "While this lasts Falco does not see everything: alerts may be missing."
                : ""
        case .stdio:
            value == "ipv4" || value == "ipv6"
                ? "A network socket: whoever is at the other end talks to the process, as in a reverse shell."
                : known(.fdtype, value)
        default: ""
        }
    }

    private func flags(_ decoder: ValueDecoder, _ value: String, _ all: (String) -> String?) -> Prose {
        let event = all("evt.type")
        let table: ValueWords.Table? =
            switch decoder {
            case .exeflags: .exe
            case .cloneflags: .clone
            default: FlagWords.table(of: value, event: event)
            }
        guard let table else { return Prose() }
        return FlagWords.meaning(
            value, table: table, event: event, isRoot: all("user.uid") == "0", words: words)
    }

    private func descriptor(_ value: String, type: String?) -> Prose {
        if let connection = NetworkWords.connection(value, type: type, words: words) { return connection }
        if type == "unix" { return "A socket on this host." }
        return PathWords.meaning(value, words: words)
    }

    /// The field that holds the file belonging to a field with a command line's first word.
    private static func program(of key: String) -> String? {
        switch key {
        case "proc.exe": "proc.exepath"
        case "proc.pexe": "proc.pexepath"
        case "proc.sid.exe": "proc.sid.exepath"
        default: nil
        }
    }

    static func isInContainer(_ all: (String) -> String?) -> Bool {
        all("container.id").map { $0 != "host" } ?? false
    }

    private static func time(_ all: (String) -> String?) -> UInt64? {
        (all("evt.time") ?? all("evt.rawtime")).flatMap { UInt64($0) }
    }

    private static func flag(_ value: String, _ yes: StaticString, _ no: StaticString) -> Prose {
        value == "true" ? Prose(Text(yes)) : value == "false" ? Prose(Text(no)) : ""
    }

    /// What the table says of the value.
    private func known(_ table: ValueWords.Table, _ value: String) -> Prose {
        words.text(table, value).map { Prose($0) } ?? ""
    }

    private static func isDigits(_ value: String) -> Bool {
        !value.isEmpty && value.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}
