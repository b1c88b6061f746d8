/// What a playbook is for; said by the directory it lies in.
package enum PlaybookKind: String, Sendable, Hashable, CaseIterable {
    case rules, techniques, classes, context

    /// What reports call one of them.
    var word: String {
        switch self {
        case .rules: "rule"
        case .techniques: "technique"
        case .classes: "class"
        case .context: "context"
        }
    }

    /// The directory below `data/`.
    package var directory: String { "playbooks/\(rawValue)/" }
}
