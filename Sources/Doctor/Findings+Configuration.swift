internal import Escaping

extension Findings {
    /// Whether the main file could be read: without it, nothing can be told of what is on.
    private var isConfigurationRead: Bool { configuration.isMainRead }

    var configurationCheck: Check {
        let expected: Prose = "\(value: configurationPath) and the files that it includes, whole"
        let faults = configuration.faults
        func check(_ state: Check.State) -> Check {
            Check(.configuration, state, found: filesFound, expected: expected).with {
                $0.details = faults.map(\.text)
            }
        }
        if faults.contains(where: { $0.kind == .broken }) {
            return check(.bad).with {
                $0.verdict = .badConfiguration
                $0.advice = [
                    "Mend the file at the line that is named; Falco does not start or reload with it."
                ]
                if let command = ShellCommand("sudo falco --dry-run -c", value: configurationPath) {
                    $0.commands = [command]
                }
            }
        }
        guard isConfigurationRead else { return noConfiguration(check(.unknown)) }
        if faults.contains(where: { $0.kind == .doubtful }) {
            return check(.attention).with {
                $0.advice = ["Mend what is named, so that the files say what they mean."]
            }
        }
        if faults.contains(where: { $0.kind == .denied || $0.kind == .unsupported }) {
            return check(.unknown).with { $0.advice = ["What is named here is not known to these checks."] }
        }
        return check(.good)
    }

    /// Nothing was read: the file is not there, or not for this user.
    private func noConfiguration(_ check: Check) -> Check {
        if configuration.unread.contains(where: { $0.kind == .denied }) {
            return check.with {
                $0.advice = ["Run as a user who may read it, for example with `sudo`."]
                // With neither the configuration nor an API there is nothing to go by.
                if configurationIsKnown, !isReachable {
                    $0.state = .bad
                    $0.verdict = .noPermission
                }
            }
        }
        if configuration.unread.contains(where: { $0.kind == .unsupported }) {
            return check.with { $0.advice = ["What is named here is not known to these checks."] }
        }
        guard configurationIsKnown, !isReachable else {
            return check.with {
                $0.advice = ["If Falco's configuration lies elsewhere, name it with `--config`."]
            }
        }
        return check.with {
            $0.state = .bad
            $0.verdict = .badConfiguration
            $0.advice = ["Name Falco's configuration with `--config`, or put it where Falco expects it."]
        }
    }

    private var filesFound: Prose {
        guard let first = configuration.files.first else { return "no configuration that can be read" }
        let others = configuration.files.count - 1
        switch others {
        case 0: return "\(value: first)"
        case 1: return "\(value: first) and \(value: configuration.files[1])"
        default: return "\(value: first) and \(others) files that it includes"
        }
    }

    var outputsCheck: Check {
        let expected: Prose =
            lacksGRPC
            ? "`json_output` and one of `file_output`, `program_output`, `http_output` on"
            : "`grpc` and `grpc_output` on"
        guard isConfigurationRead else {
            return Check(.outputs, .unknown, found: unreadWords, expected: expected)
        }
        let check = outputsState(expected).with { $0.details = outputDetails }
        guard check.state == .bad, !configuration.unread.isEmpty else { return check }
        // What is left out may say otherwise.
        return Check(
            .outputs, .unknown, found: "not known as a whole: a file could not be taken into account",
            expected: expected
        ).with {
            $0.details = check.details
            $0.advice = ["See under “Configuration” which file it is."]
        }
    }

    private var unreadWords: Prose {
        configuration.unread.contains { $0.kind == .broken }
            ? "not known: the configuration is broken" : "no configuration was read"
    }

    /// Every switch, and where its alerts go.
    private var outputDetails: [Prose] {
        var server: Prose = "`grpc` (the server) \(ours: configuration.servesGRPC ? "on" : "off")"
        if configuration.servesGRPC { server.append(", at \(value: configuration.grpcAddress)") }
        let targets = [
            ("file_output", "filename"), ("program_output", "program"), ("http_output", "url"),
        ]
        let outputs = FalcoConfiguration.Output.allCases.map { output -> Prose in
            let isOn = configuration.isOn(output)
            var text: Prose = "`\(ours: output.rawValue)` \(ours: isOn ? "on" : "off")"
            if isOn, let key = targets.first(where: { $0.0 == output.rawValue })?.1,
                let target = configuration.text("\(output.rawValue).\(key)")
            {
                text.append(", to \(value: target)")
            }
            return text
        }
        let json: Prose = "`json_output` \(ours: configuration.writesJSON ? "on" : "off")"
        return [server] + outputs + [json]
    }

    private func outputsState(_ expected: Prose) -> Check {
        let fix: Prose = "Put in what `falconer doctor --fix-snippet` prints, and restart Falco."
        let isJSON = !configuration.jsonOutputs.isEmpty
        if lacksGRPC {
            if isJSON {
                return Check(.outputs, .good, found: "alerts leave as JSON", expected: expected)
            }
            return Check(
                .outputs, .badConfiguration, found: "no output carries alerts as JSON", expected: expected
            ).with { $0.advice = [fix] }
        }
        let isServed = configuration.servesGRPC && configuration.isOn(.grpc)
        if isServed, configuration.grpcSocket == nil {
            return Check(
                .outputs, .attention, found: "gRPC is served on a port, not on a socket", expected: expected
            ).with {
                $0.advice = ["Attach with `falconer attach --address` and certificates; or set a socket."]
            }
        }
        if isServed { return Check(.outputs, .good, found: "gRPC is on", expected: expected) }
        let found: Prose =
            configuration.servesGRPC
            ? "the gRPC server is on, and sends no alerts: `grpc_output` is off"
            : configuration.isOn(.grpc)
                ? "`grpc_output` is on, and no server carries it: `grpc` is off" : "gRPC is off"
        if isReachable {
            return Check(.outputs, .attention, found: found, expected: expected).with {
                $0.advice = [
                    "Its API answers: the configuration was changed since Falco started, or is another one.",
                    fix,
                ]
            }
        }
        if isTakenAsJSON {
            return Check(
                .outputs, .good, found: "alerts leave as JSON; gRPC is off",
                expected: "gRPC, or JSON that can be taken")
        }
        if isJSON, version == nil {
            return Check(.outputs, .attention, found: found, expected: expected).with {
                $0.advice = ["Alerts leave as JSON. For gRPC, which Falco has up to 0.43:", fix]
            }
        }
        return Check(.outputs, .badConfiguration, found: found, expected: expected).with { $0.advice = [fix] }
    }

    var grpcKeysCheck: Check {
        let expected: Prose = "no `grpc` keys from Falco 0.44 on"
        guard isConfigurationRead else {
            return Check(.grpcKeys, .unknown, found: unreadWords, expected: expected)
        }
        let keys = ["grpc", "grpc_output"].filter { configuration.has($0) }
        guard !keys.isEmpty else {
            return Check(.grpcKeys, .good, found: "no `grpc` keys", expected: expected)
        }
        let named: Prose = "\(ours: keys.map { "`\($0)`" }.joined(separator: " and "))"
        func check(_ state: Check.State, _ words: Prose) -> Check {
            var found = named
            found.append(words)
            return Check(.grpcKeys, state, found: found, expected: expected)
        }
        switch version?.hasGRPC {
        case true?: return check(.good, ", which this Falco knows")
        case false?:
            return check(.attention, ", which this Falco warns of and ignores").with {
                $0.advice = ["Take them out, and let alerts leave as JSON: `falconer doctor --fix-snippet`."]
            }
        case nil:
            return check(.unknown, "; whether this Falco knows them depends on its version").with {
                if processes?.isEmpty == false, configuration.servesGRPC, socket.facts == nil,
                    !socket.isHidden
                {
                    $0.details = ["it runs, gRPC is on, and there is no socket: it may well be 0.44 or later"]
                }
            }
        }
    }
}
