package import Escaping
package import FalcoAlerts

/// What makes the noise in a history of alerts, and what to change in Falco's rules about it, with a proof of what each
/// change would have hidden.
package struct TuningReport: Sendable {
    /// The version of this structure as JSON shows it.
    package static let schemaVersion = 1

    package struct History: Sendable {
        package var alerts = 0
        package var first: Timestamp?
        package var last: Timestamp?
        /// In seconds.
        package var span: Double = 0
        /// Whether it was read a second time, so that every alert was tested and not what was kept of it.
        package var isReadTwice = false
        /// Alerts of which nothing could be kept.
        package var unkept = 0
        /// Names of fields of which there were too many values to tell alerts apart by, with their rules.
        package var collapsed: [(rule: String, fields: [String])] = []
        package init() {}
    }

    /// How many alerts there are of each priority, by Falco's names, most severe first.
    package typealias Priorities = [(name: String, before: Int, after: Int)]

    /// One rule's part in the noise.
    package struct RuleShare: Sendable {
        package var name: String
        package var source: String
        package var alerts: Int
        /// Those that are left when all proposals are taken.
        package var after: Int
        /// Of all alerts, 0 to 1.
        package var share: Double
        package var perHour: Double
        package var hosts: Int
        package var containers: Int
        /// How many different alerts there are of the rule.
        package var kinds: Int
        package var priorities: Priorities
        package var unkept: Int
    }

    /// What one program does again and again, as one rule sees it.
    package struct Activity: Sendable {
        package static let mostPlaces = Rhythm.mostInstances

        package var rule: String
        /// What it is, in a sentence.
        package var title: Prose
        package var alerts: Int
        package var share: Double
        package var kinds: Int
        /// Machines and containers that do it: at most ``mostPlaces``, which stands for more as well.
        package var places: Int
        package var rhythm: Prose
        package var isRoutine: Bool
        /// Why it looks routine, and why not.
        package var reasons: [Prose]
        package var doubts: [Prose]
        /// The proposal that covers it.
        package var proposal: String?
    }

    /// How dangerous a change is, from 1 on, and why.
    package struct Risk: Sendable {
        package enum Level: String, Sendable { case low, medium, high }
        package var points: Int
        package var reasons: [Prose]

        package var level: Level { points <= 4 ? .low : points <= 8 ? .medium : .high }

        package init(points: Int, reasons: [Prose]) {
            self.points = points
            self.reasons = reasons
        }
    }

    /// Alerts that a change would have hidden and that are alike.
    package struct Hidden: Sendable {
        package var title: Prose
        package var priority: String
        package var alerts: Int
        package var first: Timestamp?
        package var last: Timestamp?
        /// Whether the change is made for these, or hides them beside.
        package var isMeant: Bool
    }

    /// What a change would have done to the history.
    package struct Replay: Sendable {
        /// The rule's alerts before and after.
        package var before = 0
        package var after = 0
        /// Alerts of which the history does not tell whether they would have been hidden.
        package var undecided = 0
        /// The fields that they lack.
        package var missing: [String] = []
        package var priorities: Priorities = []
        /// The most frequent first, and how many are left out.
        package var hidden: [Hidden] = []
        package var hiddenOthers = 0
        /// Alerts that look like an attack.
        package var attackLike = 0
        /// Alerts of incidents that need attention.
        package var inIncidents = 0
        /// Incidents of which it would have hidden something, those that need attention first; at most a few.
        package var incidents: [Incident] = []
        /// How many of them need no attention.
        package var lesserIncidents = 0

        package var saved: Int { before - after }
        package init() {}
    }

    package struct Incident: Sendable, Hashable {
        package var id: String
        package var title: String
        package var needsAttention: Bool
        package var alerts: Int

        package init(id: String, title: String, needsAttention: Bool, alerts: Int) {
            self.id = id
            self.title = title
            self.needsAttention = needsAttention
            self.alerts = alerts
        }
    }

    package struct Proposal: Sendable {
        package enum Form: String, Sendable {
            case exception
            /// Rows for an exception that the site's own files define.
            case row
            /// An item for a list that the site's own files define.
            case list
            case condition
            /// An addition to a macro that the site's own files fill.
            case macro
        }
        package var id: String
        package var rule: String
        package var form: Form
        package var title: Prose
        /// The items of the rules file that make it.
        package var yaml: String
        package var leastVersion: String
        package var fields: [String]
        package var rows: Int
        package var reasons: [Prose]
        package var risk: Risk
        package var replay: Replay
        /// Fields that were added so that nothing else is hidden.
        package var narrowedBy: [String]
        package var note: Prose
    }

    /// What looked worth a change and gets none.
    package struct Withheld: Sendable {
        package var rule: String
        package var title: Prose
        package var alerts: Int
        package var reasons: [Prose]
    }

    /// An exception that the site's own files hold already.
    package struct Existing: Sendable {
        package var rule: String
        package var name: String
        package var origin: String
        /// Alerts of the history that it would hide; 0 for none.
        package var matches: Int
        package var undecided: Int
        package var missing: [String]
        /// What is wrong with it.
        package var fault: String?
    }

    package var history: History
    package var before: Int
    package var after: Int
    package var priorities: Priorities
    package var rules: [RuleShare]
    package var otherRules: (count: Int, alerts: Int)
    package var activities: [Activity]
    package var otherActivities: (count: Int, alerts: Int)
    package var proposals: [Proposal]
    package var withheld: [Withheld]
    package var otherWithheld: (count: Int, alerts: Int)
    package var existing: [Existing]
    /// Notes on the rules files that were given.
    package var remarks: [Prose]
    /// A whole file for Falco with all proposals; `nil` without any.
    package var file: String?
}
