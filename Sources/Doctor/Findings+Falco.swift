internal import Escaping
internal import FalcoAlerts

extension Findings {
    var isReachable: Bool { api.value != nil }

    /// Whether Falco is known to have no gRPC API.
    var lacksGRPC: Bool { version.map { !$0.hasGRPC } ?? false }

    var processCheck: Check {
        let expected: Prose = "one process called `falco`"
        guard let processes else {
            return Check(.process, .unknown, found: "processes cannot be listed here", expected: expected)
        }
        guard let first = processes.first else { return noProcess(expected) }
        if processes.count > 1 {
            return Check(
                .process, .attention, found: "\(processes.count) processes called `falco`", expected: expected
            ).with {
                $0.details = processes.prefix(10).map(\.place)
                $0.advice = [
                    "Each Falco has a configuration of its own: this is about the first. See that one is meant."
                ]
            }
        }
        return Check(.process, .good, found: first.place, expected: expected)
    }

    private func noProcess(_ expected: Prose) -> Check {
        let found: Prose = "no process called `falco`"
        if isReachable {
            return Check(.process, .unknown, found: found, expected: expected).with {
                $0.details = ["its API answers all the same: it runs out of sight, in another PID namespace"]
            }
        }
        // Whoever may not see the socket may not see the process either.
        let isOutOfSight = connection.obstacle?.kind == .denied || socket.isHidden
        let check =
            isOutOfSight
            ? Check(.process, .attention, found: found, expected: expected)
            : Check(.process, .unreachable, found: found, expected: expected)
        return check.with {
            $0.advice = ["Start Falco, and read in its journal why it ended if it did."]
            $0.commands = [
                ShellCommand(ours: "systemctl status 'falco*' --no-pager"),
                ShellCommand(ours: "sudo journalctl -u 'falco*' -n 50 --no-pager"),
                ShellCommand(ours: "sudo systemctl start falco"),
            ]
        }
    }

    var versionCheck: Check {
        let expected: Prose = "0.24 or later"
        guard let version else {
            return Check(.version, .unknown, found: "not known", expected: expected).with {
                $0.advice = [
                    "Say it with `--falco-version`, as `falco --version` shows it: what to do depends on it."
                ]
            }
        }
        var found: Prose = "\(value: version.version.version)"
        switch version.source {
        case .told: found.append(", as you say")
        case .api: found.append(", as its API says")
        case .metrics: found.append(", as its metrics say")
        case .package: found.append(", as the installed package says")
        }
        if !version.hasGRPC {
            return Check(.version, .attention, found: found, expected: "0.24 to 0.43 for gRPC").with {
                $0.details = ["Falco 0.44 and later has no gRPC: alerts leave as JSON alone"]
                $0.advice = [
                    "See `falconer doctor --fix-snippet` for the settings that write alerts as JSON."
                ]
            }
        }
        if version.version.major == 0, version.version.minor < 24 {
            return Check(.version, .attention, found: found, expected: expected).with {
                $0.advice = ["Update Falco: its API was another one before 0.24."]
            }
        }
        return Check(.version, .good, found: found, expected: expected)
    }
}

extension FalcoProcess {
    /// Its number, and where it runs.
    var place: Prose {
        var text: Prose = "process \(pid)"
        if let unit { text.append(", unit \(value: unit)") }
        if let container { text.append(", container \(value: container)") }
        if hasOwnFiles { text.append(", with files of its own") }
        return text
    }
}
