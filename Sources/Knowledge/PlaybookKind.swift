/// What a playbook is for; said by the directory it lies in.
package enum PlaybookKind: String, Sendable, Hashable, CaseIterable {
    case rules, techniques, classes, context

    /// The directory below `data/`.
    package var directory: String { "playbooks/\(rawValue)/" }
}
