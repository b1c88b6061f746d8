package import Analysis
package import Escaping
package import FalcoAlerts

/// What happened, as far as a group of alerts tells: a structured value of which text, JSON, Markdown and HTML are
/// renderings. The same alerts in the same order always give the same incidents.
package struct Incident: Sendable {
    /// The version of this structure as JSON shows it. Raised when a key changes meaning or goes away.
    package static let schemaVersion = 1

    /// The first alert's id. Stays while the incident grows; of two that become one the older one's stays.
    package var id: AlertDigest
    package var state: State
    package var first: Timestamp
    package var last: Timestamp
    package var alerts: Int
    /// Different kinds of alerts.
    package var kinds: Int
    package var severity: Severity
    package var title: Prose
    /// One paragraph.
    package var summary: Prose
    /// The tactics that were reached, in ATT&CK's order.
    package var killChain: [Stage]
    package var hosts: [Counted]
    package var containers: [Container]
    package var users: [User]
    /// Depth first: each process comes right before those below it.
    package var processes: [Process]
    package var files: [Counted]
    package var peers: [Counted]
    /// One entry for each kind of alert, by the time of its first.
    package var timeline: [Entry]
    /// Alerts of further kinds, which the time line leaves out.
    package var omittedAlerts: Int
    /// Contain, investigate, eradicate, recover: each thing once, containment once for each container.
    package var actions: [Report.MitigationStep]
    package var omittedActions: Int
    /// Read-only ones first.
    package var commands: [Report.Command]
    package var omittedCommands: Int
    package var confidence: Confidence
    /// What one would have to know to be sure.
    package var missing: [Prose]
    package var related: [Related]
    /// Ids that alerts of this incident had before it turned out to be one.
    package var mergedIDs: [AlertDigest]

    package enum State: String, Sendable {
        case open
        /// No alert came for long.
        case silent
        /// It had to make room for others: what came later may be in an incident of its own.
        case crowdedOut = "crowded-out"
        /// The stream was over.
        case ended
    }

    package struct Severity: Sendable {
        package var level: SeverityLevel
        /// See `SeverityScore`: 8 and more need attention.
        package var points: Int
        package var needsAttention: Bool
        package var reasons: [Prose]
    }

    package struct Stage: Sendable {
        package var id: String
        package var name: String
        package var first: Timestamp
        package var alerts: Int
        /// The rule that shows it most clearly.
        package var rule: String
    }

    /// A name with the alerts that it is in.
    package struct Counted: Sendable, Hashable {
        package var name: String
        package var alerts: Int
        /// What was done with it, in words of ours; may be empty.
        package var how: String = ""
    }

    package struct Container: Sendable {
        package var id: String
        package var name: String?
        package var image: String?
        package var pod: String?
        package var namespace: String?
        package var host: String
        package var alerts: Int
    }

    package struct User: Sendable {
        package var name: String?
        package var id: String?
        /// The account that logged in; `nil` for none.
        package var login: String?
        package var alerts: Int
    }

    package struct Process: Sendable {
        /// 0 for those at the top.
        package var depth: Int
        package var name: String?
        package var executable: String?
        package var commandLine: String?
        package var pid: String?
        /// 0 for a process that is known from those below it only.
        package var alerts: Int
        /// Names of what stands above one at the top, nearest first.
        package var above: [String]
    }

    package struct Entry: Sendable {
        package var id: AlertDigest
        package var first: Timestamp
        package var last: Timestamp
        package var alerts: Int
        package var priority: Priority
        package var rule: String
        /// What did it, or what it was done to: untrusted.
        package var subject: String
        package var place: String
        /// The part that it plays.
        package var role: String
        /// What speaks for an attack, less what speaks against one, with what the priority adds.
        package var likeness: Int
        /// Why it is here; empty for the first.
        package var reasons: [Reason]
        /// The weight of them all; 10 is needed.
        package var weight: Double
        /// What was never met before.
        package var news: Prose?
    }

    package struct Reason: Sendable {
        package var text: Prose
        package var weight: Double
        /// The alert that it points to.
        package var to: AlertDigest?
    }

    package struct Confidence: Sendable {
        package enum Level: String, Sendable { case high, medium, low }
        package var level: Level
        package var reasons: [Prose]
    }

    package struct Related: Sendable {
        package var id: AlertDigest
        package var reason: Prose
        package var alerts: Int
    }
}
