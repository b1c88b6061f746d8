package import FalcoAlerts

/// The severity summary: counts over everything that was received. Text, JSON, Markdown and CSV show these numbers.
package struct Summary: Sendable {
    /// Alerts by priority, emergency to debug; `unknownPriorities` counts the rest.
    package var byPriority: [Int]
    package var unknownPriorities: Int
    /// Top names with their counts, and what the list leaves out.
    package var tables: [Table]
    package var first: Timestamp?
    package var last: Timestamp?
    /// Alerts without a valid time: in the totals, not on the time line.
    package var untimed: Int
    /// The minute (its start) with most alerts, and how many.
    package var busiestMinute: (start: Timestamp, count: Int)?
    /// Equal stretches of time from `timelineStart`, with the alerts in each.
    package var timeline: [Int]
    package var timelineStart: Timestamp?
    package var timelineStep: Int  // seconds
    package var distinctFingerprints: Int
    /// True when `distinctFingerprints` hit its cap and is a lower bound.
    package var fingerprintsCapped: Bool
    package var repeats: Int
    package var accounting: Accounting
    /// System calls that Falco says it dropped, from its own internal alerts; `nil` when it said nothing.
    package var falcoDrops: Int?
    package var gaps: [Gap]

    package var total: Int { byPriority.reduce(unknownPriorities, +) }

    package struct Table: Sendable {
        package enum Dimension: String, Sendable, CaseIterable {
            case rule, host, container, image, namespace, user, tag, technique, tactic
        }
        package var dimension: Dimension
        package var rows: [Row]
        /// Alerts and (when known) distinct names beyond the rows.
        package var otherAlerts: Int
        package var otherNames: Int
        package init(dimension: Dimension, rows: [Row], otherAlerts: Int, otherNames: Int) {
            self.dimension = dimension
            self.rows = rows
            self.otherAlerts = otherAlerts
            self.otherNames = otherNames
        }
    }

    package struct Row: Sendable, Hashable {
        /// Untrusted, except for techniques and tactics.
        package var name: String
        /// A known full name, for example of a technique; ours.
        package var title: String?
        package var count: Int
        package init(name: String, title: String? = nil, count: Int) {
            self.name = name
            self.title = title
            self.count = count
        }
    }

    /// A stretch in which alerts may have been missed.
    package struct Gap: Sendable {
        package var start: Timestamp
        /// `nil` while it lasts.
        package var end: Timestamp?
        /// Why, and what may be missing. Ours.
        package var reason: String
        package init(start: Timestamp, end: Timestamp?, reason: String) {
            self.start = start
            self.end = end
            self.reason = reason
        }
    }
}

/// Where every message went. At exit `received = delivered + filtered + duplicates + undecodable`.
package struct Accounting: Sendable, Hashable {
    package var received = 0
    package var decoded = 0
    package var undecodable = 0
    /// Alerts that came over several inputs, beyond the first time.
    package var duplicates = 0
    /// Decoded alerts that a filter kept out, and those that came beyond the limit of a run.
    package var filtered = 0
    /// Of these, how many came beyond the limit: Falco has handed them out, and nobody has seen them.
    package var beyondLimit = 0
    /// Decoded alerts that reached the sinks.
    package var delivered = 0
    /// Of those delivered, how many were shown as a repeat of an earlier one instead of in full.
    package var collapsed = 0
    /// Where they came from, in the order in which the inputs were named.
    package var inputs: [Input] = []
    package var sinks: [Sink] = []

    package init() {}

    package struct Input: Sendable, Hashable {
        /// Its kind, and its place as the user named it.
        package var name: String
        package var received: Int
        package var undecodable: Int
        package var duplicates: Int
        package init(name: String, received: Int = 0, undecodable: Int = 0, duplicates: Int = 0) {
            self.name = name
            self.received = received
            self.undecodable = undecodable
            self.duplicates = duplicates
        }
    }

    package struct Sink: Sendable, Hashable {
        /// `terminal`, `export`, … Ours.
        package var name: String
        package var delivered: Int
        package var dropped: Int
        /// Kept for later, such as in a spool.
        package var waiting: Int
        /// Why, when any were dropped.
        package var reason: String?
        package init(
            name: String, delivered: Int = 0, dropped: Int = 0, waiting: Int = 0, reason: String? = nil
        ) {
            self.name = name
            self.delivered = delivered
            self.dropped = dropped
            self.waiting = waiting
            self.reason = reason
        }
    }
}
