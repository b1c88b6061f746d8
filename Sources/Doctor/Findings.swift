package import FalcoAlerts

/// Everything that was found out about a host's Falco. Checks are made from this alone.
package struct Findings: Sendable {
    /// The processes called `falco`; `nil` when processes cannot be listed.
    package var processes: [FalcoProcess]?
    /// Falco's configuration file.
    package var configurationPath = FalcoConfiguration.usualPath
    /// Whether the path was given, or is what Falco was started with: it should be there.
    package var configurationIsKnown = false
    package var configuration = FalcoConfiguration()
    package var version: KnownVersion?
    package var socket = SocketFindings(path: "", origin: .usual)
    package var person = Person(user: 0, groups: [0])
    /// Whether something listens on the socket.
    package var connection: Attempt<Bool> = .notTried
    /// Whether it speaks Falco's API.
    package var api: Attempt<FalcoVersion> = .notTried
    /// What `falconer attach` would take; `nil` when that was not worked out.
    package var choice: InputChoice?
    /// Connections to the socket besides ours; `nil` when they cannot be seen.
    package var otherClients: Int?
    package var watch: Attempt<Watch> = .notTried
    package var metrics: Attempt<MetricsPair> = .notTried
    /// Where metrics were asked for.
    package var metricsURL: String?

    package init() {}
}

/// What was tried, and what came of it.
package enum Attempt<Value: Sendable>: Sendable {
    case notTried
    case done(Value)
    case failed(Obstacle)

    package var value: Value? { if case .done(let value) = self { value } else { nil } }
    package var obstacle: Obstacle? { if case .failed(let obstacle) = self { obstacle } else { nil } }
}

/// Why something could not be done.
package struct Obstacle: Error, Sendable, Hashable {
    package enum Kind: String, Sendable {
        case missing, refused, denied, notASocket, invalid, notFalco, timedOut, other
    }

    package var kind: Kind
    /// In words; may quote the other side.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// The socket's file, and the directory it lies in.
package struct SocketFindings: Sendable {
    /// Why this path.
    package enum Origin: String, Sendable {
        case given, configuration, usual
    }

    package var path: String
    package var origin: Origin
    /// `nil` when there is none, or it is out of reach.
    package var facts: FileFacts?
    /// The nearest directory above it that can be seen.
    package var directory: (path: String, facts: FileFacts)?
    /// Whether a directory above may not be looked into.
    package var isHidden = false
    package var mayWrite = false
    /// Names for the owners of both.
    package var accounts = Accounts(on: HostFiles(root: "/nonexistent"))

    package init(path: String, origin: Origin) {
        self.path = path
        self.origin = origin
    }
}
