internal import Escaping
internal import FalcoAlerts

extension Evidence {
    /// Why it ties an alert to what came before, with the alert's values.
    func words(_ alert: Alert?) -> Prose {
        func value(_ keys: String..., otherwise: String) -> Prose {
            for key in keys {
                if let value = alert?[key] { return "\(value: Excerpts.of(value))" }
            }
            return Prose(otherwise)
        }
        let process = value("proc.pid", otherwise: "the same number")
        let parent = value("proc.ppid", otherwise: "the same number")
        let parentName = value("proc.pname", otherwise: "its parent")
        let container = value("container.id", otherwise: "the same")
        switch self {
        case .sameProcess: return "the same process (pid \(process))"
        case .childOfProcess: return "started by the process of that alert (pid \(parent), \(parentName))"
        case .parentOfProcess: return "its process (pid \(process)) started the one of that alert"
        case .childOfRenamed:
            return
                "started by a process with the number of that alert's (pid \(parent)), which goes by another name"
        case .childOfMain:
            return "started by the service of the container or unit (pid \(parent), \(parentName))"
        case .mainOfProcess:
            return "its process (pid \(process)), the container's service, started the one of that alert"
        case .sameShell: return "started by the same shell (pid \(parent), \(parentName))"
        case .sameService: return "started by the same process of a service (pid \(parent), \(parentName))"
        case .sameSession:
            return
                "the same login session (\(value("proc.sid", otherwise: "its number"))) on terminal \(value("proc.tty", otherwise: "of the same number"))"
        case .sameTerminal:
            return
                "the same terminal (\(value("proc.tty", otherwise: "its number"))) and login (\(value("user.loginname", "user.loginuid", otherwise: "none")))"
        case .sameDaemonSession:
            return "the same session without a terminal (\(value("proc.sid", otherwise: "its number")))"
        case .sameLoginWithoutTerminal:
            return
                "the same login without a terminal (\(value("user.loginname", "user.loginuid", otherwise: "an account")))"
        case .samePrincipal: return "the same account from the same address"
        case .sameServiceSession:
            return
                "the same session of the container's service (\(value("proc.sid", otherwise: "its number")))"
        case .sameAlert: return "the same again"
        case .sameCommand: return "the same command below the same parent"
        case .sameButNumbers: return "the same again, but for numbers in its command"
        case .parentCommand:
            return
                "its parent's command line (\(value("proc.pcmdline", otherwise: "as told"))) is the one of that alert"
        case .childCommand: return "its command line is the one of that alert's parent"
        case .sameParentCommand:
            return "the same parent's command line (\(value("proc.pcmdline", otherwise: "as told")))"
        case .belowPair: return "below processes of the same two names"
        case .belowName: return "below a process of that alert's name (\(parentName))"
        case .besideName: return "below processes of the same name (\(parentName))"
        case .besideShell: return "a shell of the same service (\(parentName))"
        case .runsWritten:
            return "runs a file that was written (\(value("proc.exepath", otherwise: "its program")))"
        case .runsNamed:
            return
                "runs a file that was named in a command line (\(value("proc.exepath", otherwise: "its program")))"
        case .touchesRun: return "names a file that was run"
        case .touchesWritten: return "names a file that was written"
        case .writesNamed: return "writes a file that was named in a command line"
        case .sameContainer: return "the same container (\(container))"
        case .sameContainerOtherTerminal: return "the same container (\(container)), another terminal"
        case .startedContainer: return "a container that was started for it (\(container))"
        case .afterEscape:
            return "root on the host out of nothing, right after an escape from a container was tried"
        case .longAfterEscape:
            return "root on the host out of nothing, within an hour of an escape from a container"
        case .startedByRuntime:
            return "a container that starts right after another one named the container runtime's socket"
        case .askedRuntime:
            return "names the container runtime's socket, and another container starts right then"
        case .samePeer: return "the same peer"
        case .sameLogin:
            return
                "the same account logged in (\(value("user.loginname", "user.loginuid", otherwise: "as told")))"
        }
    }

    /// What two incidents have in common by it.
    func common(_ value: String?) -> Prose {
        func named(_ words: String, _ otherwise: String) -> Prose {
            guard let value else { return Prose(otherwise) }
            return "\(ours: words) \(value: value)"
        }
        switch family {
        case .lineage: return "processes that are related"
        case .session:
            return self == .sameServiceSession ? "a container's service" : "a login session or an account"
        case .names: return named("processes below", "processes of the same names")
        case .file: return "a file"
        case .place: return named("container", "a container")
        case .crossing:
            if isThroughRuntime {
                return "the container runtime's socket and a container that started soon after it was named"
            }
            return "an escape from a container and root on its host after it"
        case .peer: return named("the peer", "a network peer")
        case .user: return named("the account", "an account")
        }
    }

    /// Whether process numbers or sessions prove it.
    var isProof: Bool { isFirm && family != .crossing && self != .runsWritten }
}

extension Circumstances {
    /// What speaks for and against, in words with weights.
    var reasons: [Incident.Reason] {
        let all: [(Double, Prose)] = [
            (
                pace,
                pace > 0 ? "it comes at the pace of the others" : "it comes late for the pace of the others"
            ),
            (kinship, kinship > 0 ? "both look like an attack" : "it does not look like an attack by itself"),
            (history, "the like of it came before, or everything else here keeps coming"),
            (numbers, "both tell process numbers, which have nothing in common"),
        ]
        return all.filter { $0.0 != 0 }.map { Incident.Reason(text: $0.1, weight: $0.0, to: nil) }
    }
}
