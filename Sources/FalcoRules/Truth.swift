/// Whether a condition holds, as far as one alert tells. An alert prints some of the fields that a condition may ask for:
/// what depends on the others is `unknown`, which is neither true nor false.
package enum Truth: Sendable, Hashable {
    case no, yes, unknown

    package init(_ holds: Bool) { self = holds ? .yes : .no }

    package static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .no: .yes
        case .yes: .no
        case .unknown: .unknown
        }
    }

    /// Whether both hold. One that does not settles it whatever the other is.
    package static func && (a: Truth, b: Truth) -> Truth {
        if a == .no || b == .no { return .no }
        return a == .yes && b == .yes ? .yes : .unknown
    }

    /// Whether at least one holds.
    package static func || (a: Truth, b: Truth) -> Truth {
        if a == .yes || b == .yes { return .yes }
        return a == .no && b == .no ? .no : .unknown
    }
}
