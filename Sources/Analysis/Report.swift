package import Escaping
package import FalcoAlerts

/// An Alert Analysis Report: everything that is said about one alert, as a structured value. Markdown, terminal and
/// JSON are renderings of it. The same alerts in the same order always give the same reports.
package struct Report: Sendable {
    /// The version of this structure as JSON shows it. Raised when a key changes meaning or goes away.
    package static let schemaVersion = 1

    /// What the report is about. Strings here are the alert's own: untrusted.
    package var alert: Alert
    package var id: AlertDigest
    package var fingerprint: AlertDigest
    package var rule: String
    package var priority: Priority
    package var time: Timestamp?
    package var hostname: String
    package var source: String
    package var tags: [String]
    /// Falco's text line without its time and priority, unwrapped from JSON where Falco wraps it.
    package var text: String
    /// How often this fingerprint came in this stream up to and with this alert (1 = first), and since when.
    package var occurrence: Occurrence

    package var summary: Prose
    /// What more there is to say of what happened; `nil` when the summary says it all.
    package var explanation: Prose? = nil
    package var details: [DetailGroup]
    package var ancestry: [Ancestor]
    package var attack: AttackMapping
    /// How attackers usually use what the rule looks for.
    package var abuse: Prose?
    package var impact: [Prose]
    package var assessment: Assessment
    /// What is worth keeping before anything is contained.
    package var evidence: [Prose]
    package var mitigation: [MitigationStep]
    package var configuration: [ConfigurationAdvice]
    package var commands: [Command]
    package var related: RelatedActivity
    /// The incident that the alert is part of, where alerts are grouped.
    package var incident: IncidentLink? = nil
    package var quality: DataQuality
    /// Where the words come from: `rule`, `technique`, `class` … and names for further reading.
    package var knowledge: [String]
    package var references: [String]
    /// Other rules that go with this one.
    package var relatedRules: [String]

    package struct Occurrence: Sendable, Hashable {
        package var count: Int
        package var first: Timestamp?
        package init(count: Int, first: Timestamp?) {
            self.count = count
            self.first = first
        }
    }

    /// What a report says of the incident that its alert is part of.
    package struct IncidentLink: Sendable, Hashable {
        package var id: AlertDigest
        /// Its alerts up to and with this one.
        package var alerts: Int
        /// `medium`, `high` …: a word of ours.
        package var severity: String
        package var needsAttention: Bool
        package init(id: AlertDigest, alerts: Int, severity: String, needsAttention: Bool) {
            self.id = id
            self.alerts = alerts
            self.severity = severity
            self.needsAttention = needsAttention
        }
    }

    /// Fields that belong together: `Event`, `Process`, `User`, `File or connection`, `Container`, `Kubernetes`, …
    package struct DetailGroup: Sendable {
        package var title: String
        package var items: [Detail]
        package init(title: String, items: [Detail]) {
            self.title = title
            self.items = items
        }
    }

    /// One field and what its value means here. A class, like the steps and commands: what renders them takes one
    /// reference along, not one for each text in them.
    package final class Detail: Sendable {
        /// The field's name: untrusted (plugins name their own).
        package let key: String
        /// The value as text; `nil` when the field says nothing.
        package let value: String?
        /// The value's bytes in hexadecimal when they are not valid UTF-8.
        package let bytes: String?
        /// What the value means in this alert, or why it is missing. May be empty for self-evident fields.
        package let meaning: Prose
        package init(key: String, value: String?, bytes: String? = nil, meaning: Prose) {
            self.key = key
            self.value = value
            self.bytes = bytes
            self.meaning = meaning
        }
    }

    /// One process of the ancestry, oldest first; the last is the process of the alert.
    package struct Ancestor: Sendable {
        /// 0 for the alert's process, 1 for its parent, and so on.
        package var level: Int
        /// comm; `nil` when the alert does not name it.
        package var name: String?
        package var executable: String?
        package var commandLine: String?
        package init(level: Int, name: String?, executable: String? = nil, commandLine: String? = nil) {
            self.level = level
            self.name = name
            self.executable = executable
            self.commandLine = commandLine
        }
    }

    package struct AttackMapping: Sendable {
        package var techniques: [Technique]
        /// Tactics of the tags and of the techniques, in ATT&CK's order.
        package var tactics: [Tactic]
        /// Tags that disagree with ATT&CK, or are unknown to it.
        package var flags: [Prose]
        package init(techniques: [Technique] = [], tactics: [Tactic] = [], flags: [Prose] = []) {
            self.techniques = techniques
            self.tactics = tactics
            self.flags = flags
        }

        package struct Technique: Sendable {
            package var id: String
            package var name: String
            package var tactics: [String]
            package var mitigations: [String]
            package init(id: String, name: String, tactics: [String], mitigations: [String]) {
                self.id = id
                self.name = name
                self.tactics = tactics
                self.mitigations = mitigations
            }
        }

        package struct Tactic: Sendable {
            package var id: String
            package var name: String
            package init(id: String, name: String) {
                self.id = id
                self.name = name
            }
        }
    }

    /// "Is it real?"
    package struct Assessment: Sendable {
        /// What usually raises this rule for innocent reasons, with the check that tells.
        package var innocent: [Case]
        /// What in this alert's own facts speaks for an attack, and what against.
        package var suspicious: [Prose]
        package var reassuring: [Prose]
        package init(innocent: [Case] = [], suspicious: [Prose] = [], reassuring: [Prose] = []) {
            self.innocent = innocent
            self.suspicious = suspicious
            self.reassuring = reassuring
        }

        package struct Case: Sendable {
            package var cause: Prose
            package var check: Prose
            package init(cause: Prose, check: Prose) {
                self.cause = cause
                self.check = check
            }
        }
    }

    package final class MitigationStep: Sendable {
        package enum Phase: String, Sendable, CaseIterable {
            case contain, investigate, eradicate, recover
        }
        package let phase: Phase
        package let action: Prose
        package let why: Prose
        /// How to take a disruptive step back; `nil` for steps that disrupt nothing.
        package let undo: Prose?
        package let command: Command?
        package init(phase: Phase, action: Prose, why: Prose, undo: Prose? = nil, command: Command? = nil) {
            self.phase = phase
            self.action = action
            self.why = why
            self.undo = undo
            self.command = command
        }
    }

    package struct ConfigurationAdvice: Sendable {
        package enum Kind: String, Sendable { case tuning, sharpening, context }
        package var kind: Kind
        package var title: Prose
        /// A whole file's worth of YAML that Falco accepts; `nil` when advice is refused, and `note` says why.
        package var yaml: String?
        /// The file it belongs in.
        package var file: String
        /// The oldest Falco that accepts it, for example `0.37`.
        package var leastVersion: String
        /// What else it would hide, or why there is no YAML.
        package var note: Prose
        package init(
            kind: Kind, title: Prose, yaml: String?, file: String, leastVersion: String, note: Prose
        ) {
            self.kind = kind
            self.title = title
            self.yaml = yaml
            self.file = file
            self.leastVersion = leastVersion
            self.note = note
        }
    }

    package final class Command: Sendable {
        package enum Place: String, Sendable { case host, container, workstation }
        package let purpose: Prose
        package let shell: ShellCommand
        package let place: Place
        /// Whether it changes anything: kills, pauses, isolates, deletes.
        package let disruptive: Bool
        /// The tool it needs beyond coreutils, for example `docker`.
        package let tool: Prose?
        package var needs: String? { tool?.raw }
        package init(
            purpose: Prose, shell: ShellCommand, place: Place, disruptive: Bool = false,
            needs tool: Prose? = nil
        ) {
            self.purpose = purpose
            self.shell = shell
            self.place = place
            self.disruptive = disruptive
            self.tool = tool
        }
    }

    package struct RelatedActivity: Sendable {
        /// Earlier alerts that share something with this one, oldest first; at most 20.
        package var alerts: [Entry]
        /// Related alerts seen that the list leaves out.
        package var omitted: Int
        package init(alerts: [Entry] = [], omitted: Int = 0) {
            self.alerts = alerts
            self.omitted = omitted
        }

        package struct Entry: Sendable {
            package var id: AlertDigest
            package var time: Timestamp?
            package var priority: Priority
            package var rule: String
            /// The process or, failing that, the object of that alert.
            package var subject: String
            /// What it shares: `container`, `pod`, `process tree`, `session`, `user`.
            package var shares: [String]
            package init(
                id: AlertDigest, time: Timestamp?, priority: Priority, rule: String, subject: String,
                shares: [String]
            ) {
                self.id = id
                self.time = time
                self.priority = priority
                self.rule = rule
                self.subject = subject
                self.shares = shares
            }
        }
    }

    package struct DataQuality: Sendable {
        package enum Confidence: String, Sendable { case high, medium, low }
        package var confidence: Confidence
        /// Missing or cut fields and what they weaken; Falco's drops around that time; repaired bytes.
        package var remarks: [Prose]
        package init(confidence: Confidence, remarks: [Prose] = []) {
            self.confidence = confidence
            self.remarks = remarks
        }
    }
}
