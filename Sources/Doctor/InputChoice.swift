package import Escaping

/// Which of the ways out of this host's Falco is taken when the user names none, and why.
package struct InputChoice: Sendable {
    package enum Place: Sendable, Hashable {
        /// Falco's gRPC socket.
        case socket(String)
        /// A file that Falco appends alerts to as JSON.
        case file(String)
        /// A URL that Falco posts alerts to as JSON.
        case http(String)
    }

    /// `nil` when nothing that is on can be taken.
    package var place: Place?
    /// Why this one; or what was found in place of one.
    package var reasons: [Prose]

    package init(place: Place?, reasons: [Prose]) {
        self.place = place
        self.reasons = reasons
    }
}

extension Findings {
    /// Whether gRPC is off by choice: something else is on that can be taken.
    var isTakenAsJSON: Bool {
        switch choice?.place {
        case .file, .http: !configuration.servesGRPC && !configuration.isOn(.grpc)
        case .socket, nil: false
        }
    }

    /// The best of what Falco's configuration has on. gRPC comes first, for it keeps alerts while nobody is attached;
    /// then the file, which keeps them too; then HTTP, where what nobody takes is gone.
    ///
    /// - Parameters:
    ///   - host: the files of the host that was looked at.
    ///   - isFree: whether one could listen at a URL's address, on this host alone.
    package func inputChoice(on host: HostFiles, isFree: (String) -> Bool) -> InputChoice {
        if let choice = socketChoice { return choice }
        var obstacles: [Prose] = []
        for output in [FalcoConfiguration.Output.file, .http, .program] where configuration.isOn(output) {
            switch place(of: output, on: host, isFree) {
            case .success(let choice): return choice
            case .failure(let obstacle): obstacles.append(obstacle.text)
            }
        }
        if obstacles.isEmpty, configuration.files.isEmpty, processes?.isEmpty != false, !lacksGRPC {
            return InputChoice(
                place: .socket(socket.path),
                reasons: ["no Falco and no configuration of one can be seen from here; it may still come"])
        }
        if obstacles.isEmpty { obstacles = ["none of Falco's outputs that Falconer can take is on"] }
        if configuration.files.isEmpty {
            obstacles.append("no configuration could be read at \(value: configurationPath)")
        }
        return InputChoice(place: nil, reasons: obstacles)
    }

    private var socketChoice: InputChoice? {
        let path = socket.path
        if isReachable {
            return InputChoice(place: .socket(path), reasons: ["Falco's gRPC API answers at \(value: path)"])
        }
        if connection.obstacle?.kind == .denied {
            return InputChoice(place: .socket(path), reasons: ["\(value: path) is there"])
        }
        // It may be starting. One that has no gRPC any more leaves its configuration and its socket behind.
        if configuration.servesGRPC, configuration.isOn(.grpc), configuration.grpcSocket != nil, !lacksGRPC {
            return InputChoice(
                place: .socket(path), reasons: ["\(value: configurationPath) has gRPC on, at \(value: path)"])
        }
        return nil
    }

    private struct ObstacleText: Error { var text: Prose }

    private func place(
        of output: FalcoConfiguration.Output, on host: HostFiles, _ isFree: (String) -> Bool
    ) -> Result<InputChoice, ObstacleText> {
        func obstacle(_ text: Prose) -> Result<InputChoice, ObstacleText> {
            .failure(ObstacleText(text: text))
        }
        let key: Prose = "`\(ours: output.rawValue)`"
        guard configuration.writesJSON else {
            return obstacle(key + " is on, but writes text: `json_output` is off")
        }
        switch output {
        case .file:
            guard let path = configuration.text("file_output.filename"), path.hasPrefix("/") else {
                return obstacle(key + " names no path from the root")
            }
            let seen = filePath(path)
            if let why = host.whyUnreadable(seen) {
                return obstacle(key + " writes to \(value: path), which cannot be read: \(value: why)")
            }
            return .success(
                InputChoice(place: .file(host.real(seen)), reasons: [key + " writes JSON to \(value: path)"]))
        case .http:
            guard let url = configuration.text("http_output.url") else {
                return obstacle(key + " has no URL")
            }
            guard isFree(url) else {
                return obstacle(
                    key
                        + " posts to \(value: url), which is not this host's own address, or is taken by another program"
                )
            }
            return .success(
                InputChoice(
                    place: .http(url),
                    reasons: [key + " posts JSON to \(value: url), and nobody listens there"]))
        default:
            return obstacle(key + " starts its program itself: let that be `falconer attach -`")
        }
    }

    /// Where a file of Falco's lies as we see it.
    private func filePath(_ path: String) -> String {
        guard let process = processes?.first, process.hasOwnFiles else { return path }
        return "/proc/\(process.pid)/root\(path)"
    }
}

extension Findings {
    var attachCheck: Check {
        let expected: Prose = "a way out of Falco that `falconer attach` can take"
        guard let choice else {
            return Check(.attach, .unknown, found: "not looked into", expected: expected)
        }
        guard let place = choice.place else {
            // The check of the outputs says what to do, and what that means.
            return Check(.attach, .attention, found: "nothing that is on can be taken", expected: expected)
                .with {
                    $0.details = choice.reasons
                    $0.advice = ["Put in what `falconer doctor --fix-snippet` prints, and restart Falco."]
                }
        }
        let found: Prose =
            switch place {
            case .socket(let path): "the socket \(value: path)"
            case .file(let path): "the file \(value: path), as `attach --follow` does"
            case .http(let url): "what is posted to \(value: url), as `attach --listen-http` does"
            }
        return Check(.attach, .good, found: found, expected: expected).with { $0.details = choice.reasons }
    }
}

extension Prose {
    fileprivate static func + (left: Prose, right: Prose) -> Prose {
        var sum = left
        sum.append(right)
        return sum
    }
}
