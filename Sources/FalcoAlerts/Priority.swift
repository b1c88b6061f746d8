/// How severe Falco calls an alert. Lower raw values are more severe, as in syslog.
public enum Priority: Sendable, Hashable {
    case emergency
    case alert
    case critical
    case error
    case warning
    case notice
    case informational
    case debug
    /// A value that no Falco up to 0.43 sends, kept as it came.
    case unknown(Int32)

    /// The eight priorities, most severe first.
    public static let known: [Priority] = [
        .emergency, .alert, .critical, .error, .warning, .notice, .informational, .debug,
    ]

    /// A priority from its number on the wire: 0 (emergency) to 7 (debug); others become `unknown`.
    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .emergency
        case 1: self = .alert
        case 2: self = .critical
        case 3: self = .error
        case 4: self = .warning
        case 5: self = .notice
        case 6: self = .informational
        case 7: self = .debug
        default: self = .unknown(rawValue)
        }
    }

    /// A priority from any of Falco's spellings, in any case: `Critical`, `INFO`, `informational`.
    /// `nil` when the word is none of them.
    public init?(spelling: some StringProtocol) {
        switch spelling.lowercased() {
        case "emergency": self = .emergency
        case "alert": self = .alert
        case "critical": self = .critical
        case "error": self = .error
        case "warning": self = .warning
        case "notice": self = .notice
        case "informational", "info": self = .informational
        case "debug": self = .debug
        default: return nil
        }
    }

    /// The number on the wire.
    public var rawValue: Int32 {
        switch self {
        case .emergency: 0
        case .alert: 1
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .informational: 6
        case .debug: 7
        case .unknown(let value): value
        }
    }

    /// Falco's own spelling in its JSON: `Critical`, `Informational`; `Unknown(9)` for a value it never sends.
    public var name: String {
        switch self {
        case .emergency: "Emergency"
        case .alert: "Alert"
        case .critical: "Critical"
        case .error: "Error"
        case .warning: "Warning"
        case .notice: "Notice"
        case .informational: "Informational"
        case .debug: "Debug"
        case .unknown(let value): "Unknown(\(value))"
        }
    }

    /// Whether this priority is at least as severe as `other`. An unknown priority counts as the most severe: an
    /// alert must not slip through a filter because its number is new.
    public func isAtLeast(_ other: Priority) -> Bool {
        if case .unknown = self { return true }
        return rawValue <= other.rawValue
    }
}
