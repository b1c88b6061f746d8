internal import Escaping
internal import FalcoAlerts

extension Findings {
    /// Why a question about the socket has no answer, when it has none.
    private func unasked(_ kind: Check.Kind, _ expected: Prose) -> Check {
        Check(kind, .unknown, found: "not to be told without a socket", expected: expected)
    }

    var socketCheck: Check {
        let expected: Prose = "a socket at \(value: socket.path)"
        guard let facts = socket.facts else { return noSocket(expected) }
        guard facts.kind == .socket else {
            return Check(
                .socket, .unreachable,
                found: "a \(ours: facts.kind.rawValue) at \(value: socket.path)", expected: expected
            ).with {
                $0.advice = ["Move it away, and restart Falco, which makes its socket anew."]
                $0.commands = [ShellCommand("ls -ld", value: socket.path)].compactMap { $0 }
            }
        }
        return Check(
            .socket, .good, found: "a socket at \(value: socket.path)\(originWords)", expected: expected
        )
        .with { $0.details = directoryDetails }
    }

    private var originWords: Prose {
        switch socket.origin {
        case .given: ""
        case .configuration: ", as its configuration says"
        case .usual: ", one of the usual places"
        }
    }

    private var directoryDetails: [Prose] {
        guard let (path, facts) = socket.directory else { return [] }
        let owner = "\(socket.accounts.user(facts.user)):\(socket.accounts.group(facts.group))"
        return ["the directory \(value: path) has mode \(ours: facts.octal) and belongs to \(value: owner)"]
    }

    private func noSocket(_ expected: Prose) -> Check {
        if socket.isHidden {
            let found: Prose =
                "\(value: socket.path) is out of reach: this user may not look into its directory"
            let check =
                isSocketPassedOver
                ? Check(.socket, .attention, found: found, expected: expected)
                : Check(.socket, .noPermission, found: found, expected: expected)
            return check.with {
                $0.details = directoryDetails
                $0.advice = ["Run as a member of a group that may look into the directory, or as root."]
                if let directory = socket.directory?.path {
                    $0.commands = [ShellCommand("ls -ld", value: directory)].compactMap { $0 }
                }
            }
        }
        if lacksGRPC {
            return Check(.socket, .good, found: "no socket, and none is made", expected: "none from 0.44 on")
        }
        if isTakenAsJSON, socket.origin != .given {
            return Check(
                .socket, .good, found: "no socket: gRPC is off, and alerts leave as JSON",
                expected: "none while gRPC is off")
        }
        var found: Prose = "nothing at \(value: socket.path)"
        found.append(originWords)
        return Check(.socket, .unreachable, found: found, expected: expected).with {
            $0.details = directoryDetails
            $0.advice = noSocketAdvice
        }
    }

    private var noSocketAdvice: [Prose] {
        if configuration.servesGRPC, configuration.grpcSocket == nil {
            return ["gRPC is served on a port: attach with `falconer attach --address` and certificates."]
        }
        if let (path, _) = socket.directory, socket.path.parent != path {
            return [
                """
                The directory \(value: socket.path.parent) is missing too. Falco makes it when it starts with gRPC on; \
                in a container, mount the directory and not the socket.
                """
            ]
        }
        if configuration.servesGRPC {
            return [
                "gRPC is on in the configuration: restart Falco, and read in its journal whether it could start."
            ]
        }
        return ["Switch gRPC on with what `falconer doctor --fix-snippet` prints, and restart Falco."]
    }

    var permissionCheck: Check {
        let expected: Prose = "write permission on the socket"
        guard let facts = socket.facts, facts.kind == .socket else { return unasked(.permission, expected) }
        let user = socket.accounts.user(facts.user)
        let group = socket.accounts.group(facts.group)
        let found: Prose = "mode \(ours: facts.octal), owner \(value: "\(user):\(group)")"
        let details = [whoYouAre]
        guard !socket.mayWrite else {
            return Check(.permission, .good, found: found, expected: expected).with { $0.details = details }
        }
        let check =
            isSocketPassedOver
            ? Check(.permission, .attention, found: found, expected: expected)
            : Check(.permission, .noPermission, found: found, expected: expected)
        return check.with {
            $0.details = details
            if facts.mode & 0o020 != 0 {
                $0.advice = [
                    "Members of the group \(value: group) may connect: join it and log in again, or run as \(value: user)."
                ]
                $0.commands = [
                    ShellCommand("sudo usermod -aG", value: group, then: " \"$(id -un)\"")
                ].compactMap { $0 }
            } else {
                $0.advice = [
                    """
                    Run as \(value: user), or let a group in, in an `ExecStartPost=` of Falco's unit, since each start \
                    makes the socket anew.
                    """
                ]
                $0.commands = [
                    ShellCommand("sudo chgrp falco", value: socket.path),
                    ShellCommand("sudo chmod 0770", value: socket.path),
                ].compactMap { $0 }
            }
        }
    }

    private var whoYouAre: Prose {
        var text: Prose = "you are \(value: socket.accounts.user(person.user)), in the group"
        if person.groups.count > 1 { text.append("s") }
        for (index, group) in person.groups.prefix(20).enumerated() {
            text.append(index == 0 ? " " : ", ")
            text.append(value: socket.accounts.group(group))
        }
        return text
    }

    var listeningCheck: Check {
        let expected: Prose = "a server that takes connections"
        switch connection {
        case .notTried: return unasked(.listening, expected)
        case .done: return Check(.listening, .good, found: "the socket takes connections", expected: expected)
        case .failed(let obstacle):
            guard obstacle.kind == .refused else {
                return Check(.listening, .unknown, found: "not to be told", expected: expected)
            }
            return Check(.listening, .unreachable, found: "nobody listens", expected: expected).with {
                $0.details = ["the socket is left over from a process that is gone"]
                $0.advice = ["Restart Falco, which makes its socket anew."]
                $0.commands = [ShellCommand(ours: "sudo systemctl restart falco")]
            }
        }
    }

    var apiCheck: Check {
        let expected: Prose = "an answer to `falco.version.service/version`"
        switch api {
        case .notTried: return unasked(.api, expected)
        case .done(let version):
            return Check(
                .api, .good, found: "it answers as Falco \(value: version.version)", expected: expected)
        case .failed(let obstacle):
            let found: Prose = obstacle.kind == .timedOut ? "no answer in time" : "no Falco answers"
            return Check(.api, .unreachable, found: found, expected: expected).with {
                $0.details = ["\(value: obstacle.message)"]
                $0.advice =
                    obstacle.kind == .timedOut
                    ? [
                        "Falco is stopped, or so busy that it takes no calls. See its processor use and its journal."
                    ]
                    : ["Another program has the socket. See which, and give Falco a path of its own."]
                $0.commands = [ShellCommand("sudo ss -xlp src", value: socket.path)].compactMap { $0 }
            }
        }
    }

    var clientsCheck: Check {
        let expected: Prose = "no other client: all of them share one queue"
        guard let otherClients else {
            let found: Prose =
                connection.value == nil
                ? "not to be told without a server"
                : "they cannot be seen: Falco is in another network namespace"
            return Check(.clients, .unknown, found: found, expected: expected)
        }
        if otherClients == 0 {
            return Check(.clients, .good, found: "no other connection to the socket", expected: expected)
        }
        let found: Prose =
            otherClients == 1
            ? "1 other connection to the socket" : "\(otherClients) other connections to the socket"
        return Check(.clients, .attention, found: found, expected: expected).with {
            $0.advice = [
                "Each alert goes to one client alone. Let one program read, and serve the others from it."
            ]
            $0.commands = [ShellCommand("sudo ss -xp src", value: socket.path)].compactMap { $0 }
        }
    }
}

extension String {
    /// The directory of a path.
    fileprivate var parent: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
