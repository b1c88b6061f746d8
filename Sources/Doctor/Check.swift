package import Escaping

/// One question that was looked into, and its answer.
package struct Check: Sendable {
    /// The questions, in the order they are asked.
    package enum Kind: String, Sendable, CaseIterable {
        case process, version, configuration, outputs
        case grpcKeys = "grpc_keys"
        case socket, permission, listening, api, attach, clients, alerts, drops, clock, metrics, loss
    }

    package enum State: String, Sendable, CaseIterable { case good, unknown, attention, bad }

    package var kind: Kind
    package var state: State
    package var found: Prose
    package var expected: Prose
    /// More of what was found, one thing each.
    package var details: [Prose] = []
    /// What to do, in order.
    package var advice: [Prose] = []
    /// Commands that help; those that only look come first.
    package var commands: [ShellCommand] = []
    /// What a bad answer means for the exit code.
    package var verdict: Diagnosis.Verdict = .fine

    init(_ kind: Kind, _ state: State, found: Prose, expected: Prose) {
        self.kind = kind
        self.state = state
        self.found = found
        self.expected = expected
    }

    /// A bad answer.
    init(_ kind: Kind, _ verdict: Diagnosis.Verdict, found: Prose, expected: Prose) {
        self.init(kind, .bad, found: found, expected: expected)
        self.verdict = verdict
    }

    func with(_ change: (inout Check) -> Void) -> Check {
        var check = self
        change(&check)
        return check
    }
}

extension Check.Kind {
    /// A few words for a person.
    package var title: String {
        switch self {
        case .process: "Falco runs"
        case .version: "Falco's version"
        case .configuration: "Configuration"
        case .outputs: "Outputs"
        case .grpcKeys: "Deprecated keys"
        case .socket: "Socket"
        case .permission: "Permission"
        case .listening: "Something listens"
        case .api: "Falco's API"
        case .attach: "What attach takes"
        case .clients: "Other clients"
        case .alerts: "Alerts arrive"
        case .drops: "Drops"
        case .clock: "Clock"
        case .metrics: "Metrics"
        case .loss: "Proof of loss"
        }
    }
}

extension ShellCommand {
    /// Words of ours, then a value of the host's; `nil` when the value cannot be quoted.
    init?(_ words: String, value: String, then more: String = "") {
        self.init()
        append(words + " ")
        do throws(UnquotableValue) {
            try append(value: value)
        } catch {
            return nil
        }
        append(more)
    }

    init(ours words: String) {
        self.init()
        append(words)
    }
}
