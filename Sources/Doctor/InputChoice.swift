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

    /// Why nothing is taken.
    package enum Failure: Sendable, Hashable {
        /// Falco's settings give nothing out that could be taken.
        case settings
        /// Falco's configuration is broken, so that nobody knows what it gives out.
        case broken
        /// Falco can read its configuration, Falconer cannot.
        case unreadable
        /// This user may not read the configuration, or what Falco writes.
        case denied
        /// There is a way, but it takes more than the configuration tells: certificates, or another program.
        case unnamed
    }

    /// `nil` when nothing that is on can be taken.
    package var place: Place?
    /// Why this one; or what was found in place of one.
    package var reasons: [Prose]
    /// `nil` when there is a place.
    package var failure: Failure?
    /// Whether the place is only where a Falco would be, of which nothing can be seen yet.
    package var isGuess = false
    /// The outputs that are on and lead where Falconer can take alerts, were they JSON, were it let in, or were
    /// certificates named.
    package var usable: [FalcoConfiguration.Output] = []

    package init(place: Place?, reasons: [Prose], failure: Failure? = nil) {
        self.place = place
        self.reasons = reasons
        self.failure = place == nil ? failure ?? .settings : nil
    }
}

/// Why one cannot listen where Falco posts alerts to.
package enum ListenObstacle: Sendable, Hashable {
    /// The URL is another host's, or none.
    case foreign
    /// It is an `https` URL of this host: listening takes a certificate.
    case encrypted
    /// Another program listens there.
    case taken
}

extension Findings {
    /// Whether gRPC is off by choice: something else is on that can be taken, or could be by somebody else.
    var isTakenAsJSON: Bool {
        guard !configuration.servesGRPC, !configuration.isOn(.grpc), let choice else { return false }
        switch choice.place {
        case .file, .http: return true
        case .socket: return false
        case nil: return configuration.writesJSON && !choice.usable.isEmpty
        }
    }

    /// Whether another way than a socket that this user may not use is taken.
    var isSocketPassedOver: Bool {
        guard connection.obstacle?.kind == .denied, socket.origin != .given else { return false }
        switch choice?.place {
        case .file, .http: return true
        case .socket, nil: return false
        }
    }
}

extension Findings {
    var attachCheck: Check {
        let expected: Prose = "a way out of Falco that `falconer attach` can take"
        guard let choice else {
            return Check(.attach, .unknown, found: "not looked into", expected: expected)
        }
        guard let place = choice.place else { return nothingToAttach(choice, expected) }
        if choice.isGuess {
            return Check(.attach, .unknown, found: "nothing that can be seen", expected: expected).with {
                $0.details = choice.reasons
                if case .socket(let path) = place {
                    $0.details.append("it would wait for the socket \(value: path)")
                }
            }
        }
        let found: Prose
        var state = Check.State.good
        switch place {
        case .socket(let path):
            found = "the socket \(value: path)"
            // What keeps it from answering is told before.
            if !isReachable { state = .unknown }
        case .file(let path): found = "the file \(value: path), as `attach --follow` does"
        case .http(let url): found = "what is posted to \(value: url), as `attach --listen-http` does"
        }
        return Check(.attach, state, found: found, expected: expected).with { $0.details = choice.reasons }
    }

    private func nothingToAttach(_ choice: InputChoice, _ expected: Prose) -> Check {
        let check: Check
        let advice: Prose
        switch choice.failure {
        case .denied:
            check = Check(
                .attach, .noPermission, found: "what this user may not read", expected: expected)
            advice = "Do what is named, or run as root, for example with `sudo`."
        case .broken:
            check = Check(
                .attach, .unknown, found: "not to be told: the configuration is broken", expected: expected)
            advice = "Mend the file at the line that is named."
        case .unreadable:
            check = Check(
                .attach, .unknown, found: "not to be told: the configuration cannot be read",
                expected: expected)
            advice = "Name an input: `--socket`, `--follow` or `--listen-http`."
        case .unnamed:
            check = Check(.attach, .attention, found: "nothing without being told more", expected: expected)
            advice = "Name the input to `falconer attach`, as is said here."
        case .settings, nil:
            // The check of the outputs says what that means.
            check = Check(.attach, .attention, found: "nothing that is on can be taken", expected: expected)
            advice = "Put in what `falconer doctor --fix-snippet` prints, and restart Falco."
        }
        return check.with {
            $0.details = choice.reasons
            $0.advice = [advice]
        }
    }
}
