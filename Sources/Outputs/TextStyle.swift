internal import FalcoAlerts

/// How a stretch of terminal text looks.
enum TextStyle: Sendable, Hashable {
    case plain
    /// The title of a report and the headings of its sections.
    case title
    case heading
    /// What the eye should find first in a line.
    case strong
    /// Lines, labels and what may be passed over.
    case faint
    /// Text from the alert.
    case value
    /// Code in our words, and commands.
    case code
    /// What disrupts, or speaks for an attack.
    case warning
    /// What speaks against an attack.
    case good
    /// A priority's name as a badge, and in running text.
    case badge(Priority)
    case priority(Priority)
}

/// How many colours a terminal has.
package enum ColorDepth: Sendable, Hashable, CaseIterable {
    case none
    /// The sixteen colours of the terminal's own palette.
    case basic
    /// The fixed palette of 256 colours.
    case full
}

extension ColorDepth {
    /// The control sequence that turns `style` on; empty when the style looks like plain text. Every colour is readable
    /// on a light and on a dark background, or brings its own background.
    func start(_ style: TextStyle) -> String {
        let codes: String
        switch self {
        case .none: return ""
        case .basic: codes = basic(style)
        case .full: codes = full(style)
        }
        return codes.isEmpty ? "" : "\u{1B}[\(codes)m"
    }

    /// The control sequence that ends every style.
    var end: String { self == .none ? "" : "\u{1B}[0m" }

    private func basic(_ style: TextStyle) -> String {
        switch style {
        case .plain: ""
        case .title, .strong, .value: "1"
        case .heading: "1;34"
        case .faint: "2"
        case .code: "36"
        case .warning: "31"
        case .good: "32"
        case .badge(let priority): "1;7;\(basicColor(priority))"
        case .priority(let priority): "1;\(basicColor(priority))"
        }
    }

    private func basicColor(_ priority: Priority) -> Int {
        switch priority {
        case .emergency, .unknown: 35
        case .alert, .critical, .error: 31
        case .warning: 33
        case .notice: 34
        case .informational: 32
        case .debug: 36
        }
    }

    private func full(_ style: TextStyle) -> String {
        switch style {
        case .plain: ""
        case .title, .strong, .value: "1"
        case .heading: "1;38;5;32"
        case .faint: "38;5;244"
        case .code: "38;5;31"
        case .warning: "38;5;166"
        case .good: "38;5;29"
        case .badge(let priority): "1;38;5;\(ink(priority));48;5;\(fullColor(priority))"
        case .priority(let priority): "1;38;5;\(fullColor(priority))"
        }
    }

    private func ink(_ priority: Priority) -> Int { priority == .warning ? 16 : 231 }

    private func fullColor(_ priority: Priority) -> Int {
        switch priority {
        case .emergency, .unknown: 127
        case .alert: 161
        case .critical: 160
        case .error: 166
        case .warning: 172
        case .notice: 32
        case .informational: 29
        case .debug: 243
        }
    }
}
