/// What of an alert is new or unusual in this stream.
package struct Novelty: Sendable {
    /// What was never met before, where it was met now: in this image, or on this host.
    package struct Aspects: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
    }

    package typealias Aspect = Aspects

    /// More alerts of a rule in a minute than usual.
    package struct Burst: Sendable, Hashable {
        package var alerts: UInt32
        package var usualAnHour: Double
    }

    /// Seconds of the stream before this alert.
    package var observed: UInt32
    package var firsts: Aspects = []
    /// The longest silence of what was met before, in seconds, and of what.
    package var silence: UInt32 = 0
    package var silent: Aspect = []
    package var burst: Burst?

    /// Before so many seconds, everything is new.
    package static let leastObserved: UInt32 = 3600

    package init(observed: UInt32 = 0) {
        self.observed = observed
    }

    /// Whether the stream is old enough for "first" to mean something.
    package var isTelling: Bool { observed >= Novelty.leastObserved }
}

extension Novelty.Aspects {
    package static let rule = Novelty.Aspects(rawValue: 1)
    package static let program = Novelty.Aspects(rawValue: 2)
    /// A program below its parent.
    package static let pair = Novelty.Aspects(rawValue: 4)
    package static let account = Novelty.Aspects(rawValue: 8)
    package static let peer = Novelty.Aspects(rawValue: 16)
}
