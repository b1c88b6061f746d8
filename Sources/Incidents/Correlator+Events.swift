package import FalcoAlerts

extension Correlator {
    /// What happens to cases.
    package enum Event: Sendable {
        /// A case began; its id is that of its first alert, and stays.
        case began(case: UInt32, id: AlertDigest)
        /// A new kind of alert came to a case.
        case grew(part: UInt32, case: UInt32)
        /// Alerts of a part turned out to be routine, and are in no case any more.
        case freed(part: UInt32)
        /// A part holds the same kind of alerts as one of the case that its own was merged with.
        case absorbed(part: UInt32, into: UInt32)
        /// Two cases turned out to be one: the older one's id stays.
        case merged(case: UInt32, into: UInt32)
        /// How grave a case is has changed.
        case rated(case: UInt32, SeverityLevel)
        /// Two cases have something in common, but not enough to be one.
        case linked(case: UInt32, to: UInt32)
        /// A case is over.
        case ended(EndedCase)
    }

    /// A case that is over, with all that is known of it.
    package struct EndedCase: @unchecked Sendable {
        // Nobody changes a case that is over.
        let content: Case
        package let reason: Reason

        package enum Reason: Sendable {
            /// No alert came for long.
            case silence
            /// Everything in it turned out to be routine.
            case routine
            /// Room was needed for other cases.
            case crowdedOut
            /// The stream is over.
            case end
        }

        package var serial: UInt32 { content.serial }
        package var needsAttention: Bool { content.score.needsAttention }
        /// Whether nothing is left in it.
        package var isEmpty: Bool { content.parts.isEmpty }
    }

    /// A case that is open, as far as others may see it.
    package struct OpenCase {
        let content: Case
        package var serial: UInt32 { content.serial }
        package var id: AlertDigest { content.id }
        package var alerts: Int { content.alerts }
        package var level: SeverityLevel { content.score.level }
        package var needsAttention: Bool { content.score.needsAttention }
    }

    /// The open case of that number; `nil` for one that is over or has become part of another.
    package mutating func open(_ serial: UInt32) -> OpenCase? {
        guard let place = order.find(KeyedHash.join(UInt64(serial), 0)) else { return nil }
        return cases.find(order[place]).map { OpenCase(content: $0.content) }
    }
}
