internal import Escaping

/// Why an output that is on is not taken.
private struct OutputObstacle: Error {
    enum Kind { case useless, text, denied, unnamed }
    var kind: Kind
    var text: Prose

    init(_ kind: Kind, _ text: Prose) {
        self.kind = kind
        self.text = text
    }
}

extension Findings {
    /// The best of what Falco's configuration has on. gRPC comes first, for it keeps alerts while nobody is attached;
    /// then the file, which keeps them too; then HTTP, where what nobody takes is gone. A socket that this user may not
    /// use comes last.
    ///
    /// - Parameters:
    ///   - host: the files of the host that was looked at.
    ///   - listenObstacle: why one could not listen at a URL's address, on this host alone; `nil` when one could.
    package func inputChoice(
        on host: HostFiles, listenObstacle: (String) -> ListenObstacle?
    ) -> InputChoice {
        var places: [InputChoice] = []
        var obstacles: [OutputObstacle] = []
        var usable: [FalcoConfiguration.Output] = []
        for output in [FalcoConfiguration.Output.file, .http, .program] where configuration.isOn(output) {
            do throws(OutputObstacle) {
                places.append(try place(of: output, on: host, listenObstacle))
                usable.append(output)
            } catch {
                obstacles.append(error)
                if error.kind != .useless { usable.append(output) }
            }
        }
        var choice = socketChoice ?? places.first ?? deniedSocket ?? nothing(obstacles)
        choice.usable = usable
        if isReachable { return choice }
        // A Falco that runs may have been started before its configuration broke.
        let faults = choice.place == nil ? configuration.faults : unsettling
        let known = Set(choice.reasons)
        choice.reasons += faults.map(\.text).filter { !known.contains($0) }
        return choice
    }

    /// What is wrong with the configuration so that something else may hold than what it says.
    private var unsettling: [ConfigurationFault] {
        configuration.faults.filter { $0.kind == .broken }
            + configuration.unread.filter {
                $0.kind == .denied || $0.kind == .unsupported
            }
    }

    private var isDenied: Bool { connection.obstacle?.kind == .denied }

    private var socketChoice: InputChoice? {
        let path = socket.path
        if isReachable {
            return InputChoice(place: .socket(path), reasons: ["Falco's gRPC API answers at \(value: path)"])
        }
        // It may be starting. One that has no gRPC any more leaves its configuration and its socket behind.
        if !isDenied, configuration.servesGRPC, configuration.isOn(.grpc), configuration.grpcSocket != nil,
            !lacksGRPC
        {
            return InputChoice(
                place: .socket(path), reasons: ["\(value: configurationPath) has gRPC on, at \(value: path)"])
        }
        return nil
    }

    /// The socket that would be taken if this user might.
    private var deniedSocket: InputChoice? {
        guard isDenied else { return nil }
        return InputChoice(place: .socket(socket.path), reasons: [deniedWords])
    }

    private var deniedWords: Prose {
        var text: Prose = "\(value: socket.path) is there, and this user may not connect to it"
        guard let facts = socket.facts else { return text }
        let owner = "\(socket.accounts.user(facts.user)):\(socket.accounts.group(facts.group))"
        text.append(": it belongs to \(value: owner) and has mode \(ours: facts.octal)")
        return text
    }

    private func nothing(_ obstacles: [OutputObstacle]) -> InputChoice {
        var obstacles = obstacles
        if configuration.servesGRPC, configuration.isOn(.grpc), !lacksGRPC {
            obstacles.append(
                OutputObstacle(
                    .unnamed,
                    """
                    gRPC is served on a port, \(value: configuration.grpcAddress), which takes certificates: \
                    `falconer attach --address HOST:PORT --ca FILE --cert FILE --key FILE`
                    """))
        }
        let unread = configuration.unread.filter { $0.kind != .missing }
        let isMissing = !configuration.isMainRead && unread.isEmpty
        if obstacles.isEmpty, isMissing, processes?.isEmpty != false, !lacksGRPC {
            var guess = InputChoice(
                place: .socket(socket.path),
                reasons: ["no Falco and no configuration of one can be seen from here; it may still come"])
            guess.isGuess = true
            return guess
        }
        var reasons = obstacles.map(\.text)
        if isMissing {
            reasons.append("no configuration could be read at \(value: configurationPath)")
        } else if reasons.isEmpty, unread.isEmpty {
            reasons.append("none of Falco's outputs that Falconer can take is on")
        }
        return InputChoice(place: nil, reasons: reasons, failure: failure(obstacles, unread))
    }

    private func failure(
        _ obstacles: [OutputObstacle], _ unread: [ConfigurationFault]
    ) -> InputChoice.Failure {
        if obstacles.contains(where: { $0.kind == .denied }) || unread.contains(where: { $0.kind == .denied })
        {
            return .denied
        }
        if unread.contains(where: { $0.kind == .broken }) { return .broken }
        if obstacles.contains(where: { $0.kind == .unnamed }) { return .unnamed }
        return unread.isEmpty ? .settings : .unreadable
    }

    private func place(
        of output: FalcoConfiguration.Output, on host: HostFiles,
        _ listenObstacle: (String) -> ListenObstacle?
    ) throws(OutputObstacle) -> InputChoice {
        let found: InputChoice
        do throws(OutputObstacle) {
            found = try target(of: output, on: host, listenObstacle)
        } catch {
            if error.kind == .useless || configuration.writesJSON { throw error }
            throw textObstacle(output)
        }
        guard configuration.writesJSON else { throw textObstacle(output) }
        return found
    }

    private func textObstacle(_ output: FalcoConfiguration.Output) -> OutputObstacle {
        let key: Prose = "`\(ours: output.rawValue)` is on, but writes text: `json_output` is "
        guard let value = configuration.value("json_output"), FalcoConfiguration.boolean(value.text) == nil
        else { return OutputObstacle(.text, key + "off") }
        return OutputObstacle(
            .text, key + "\(value: value.text), which is no boolean, so that Falco takes it as off")
    }

    /// Where the output leads, whether it writes JSON or text.
    private func target(
        of output: FalcoConfiguration.Output, on host: HostFiles,
        _ listenObstacle: (String) -> ListenObstacle?
    ) throws(OutputObstacle) -> InputChoice {
        let key: Prose = "`\(ours: output.rawValue)`"
        switch output {
        case .file:
            guard let path = configuration.text("file_output.filename"), path.hasPrefix("/") else {
                throw OutputObstacle(.useless, key + " names no path from the root")
            }
            let seen = filePath(path)
            if let error = host.whyUnreadable(seen) {
                let place: Prose = " writes to \(value: path), which cannot be read: "
                switch error.code {
                case .denied: throw OutputObstacle(.denied, key + place + host.refusal(seen))
                case .missing:
                    throw OutputObstacle(
                        .useless, key + place + "\(value: error.path): no such file or directory")
                default: throw OutputObstacle(.useless, key + place + "\(value: error.message)")
                }
            }
            var reason: Prose = key + " writes JSON to \(value: path)"
            if isDenied { reason = deniedWords + "; but " + reason }
            return InputChoice(place: .file(host.real(seen)), reasons: [reason])
        case .http:
            guard let url = configuration.text("http_output.url") else {
                throw OutputObstacle(.useless, key + " has no URL")
            }
            if let obstacle = listenObstacle(url) { throw httpObstacle(obstacle, key, url) }
            var reason: Prose = key + " posts JSON to \(value: url), and nobody listens there"
            if isDenied { reason = deniedWords + "; but " + reason }
            return InputChoice(place: .http(url), reasons: [reason])
        default:
            guard configuration.text("program_output.program")?.contains("falconer") == true else {
                throw OutputObstacle(
                    .useless, key + " starts its program itself: let that be `falconer attach -`")
            }
            throw OutputObstacle(
                .unnamed, key + " starts Falconer itself, which takes what Falco gives out there")
        }
    }

    private func httpObstacle(_ obstacle: ListenObstacle, _ key: Prose, _ url: String) -> OutputObstacle {
        let place: Prose = key + " posts to \(value: url), which is "
        switch obstacle {
        case .foreign: return OutputObstacle(.useless, place + "not this host's own address")
        case .taken: return OutputObstacle(.useless, place + "taken by another program that listens there")
        case .encrypted:
            return OutputObstacle(
                .unnamed,
                place
                    + """
                    an https address, so that whoever listens needs a certificate that Falco trusts: \
                    `falconer attach --listen-http HOST:PORT --listen-http-cert FILE --listen-http-key FILE`
                    """)
        }
    }

    /// Where a file of Falco's lies as we see it.
    private func filePath(_ path: String) -> String {
        guard let process = processes?.first, process.hasOwnFiles else { return path }
        return "/proc/\(process.pid)/root\(path)"
    }
}

extension Prose {
    fileprivate static func + (left: Prose, right: Prose) -> Prose {
        var sum = left
        sum.append(right)
        return sum
    }
}
