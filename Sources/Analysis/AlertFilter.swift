package import FalcoAlerts
internal import Knowledge

/// Selects alerts. Criteria of different kinds must all hold; of criteria of one kind, one is enough. An alert for
/// which any negated criterion holds is left out.
package struct AlertFilter: Sendable {
    private let wanted: [[Criterion]]
    private let unwanted: [Criterion]

    /// A filter; without criteria it keeps every alert.
    package init(_ criteria: [Criterion] = []) {
        wanted = Criterion.Kind.allCases.compactMap { kind in
            let same = criteria.filter { $0.kind == kind && !$0.isNegated }
            return same.isEmpty ? nil : same
        }
        unwanted = criteria.filter(\.isNegated)
    }

    /// Whether it keeps every alert.
    package var isEmpty: Bool { wanted.isEmpty && unwanted.isEmpty }

    /// Whether the alert is selected.
    package func keeps(_ alert: Alert) -> Bool {
        for same in wanted where !same.contains(where: { $0.holds(for: alert) }) { return false }
        return !unwanted.contains { $0.holds(for: alert) }
    }
}

extension Criterion {
    /// Whether the alert is what the criterion asks for; `isNegated` is not looked at.
    func holds(for alert: Alert) -> Bool {
        switch test {
        case .minimum(let priority): alert.priority.isAtLeast(priority)
        case .name(let glob): holds(glob, for: alert)
        case .container(let glob, let short): Criterion.isContainer(of: alert, glob, short)
        case .field(let key, let glob):
            alert.fields.first(matching: key).map { field in
                !field.isMissing && field.withValueBytes { glob.matches($0) }
            } ?? false
        case .fieldSaysNothing(let key): alert.fields.first(matching: key)?.isMissing ?? true
        }
    }

    private func holds(_ glob: Glob, for alert: Alert) -> Bool {
        switch kind {
        case .rule: return alert.withRuleBytes { Criterion.matches(glob, ignoringCaseOf: $0) }
        case .source: return alert.withSourceBytes { glob.matches($0) }
        case .namespace:
            return alert.withValueBytes(of: "k8s.ns.name") { glob.matches($0) }
                ?? alert.withValueBytes(of: "ka.target.namespace") { glob.matches($0) } ?? false
        default:
            var found = false
            alert.forEachTag { found = found || glob.matches($0) }
            return found
        }
    }

    private static func isContainer(of alert: Alert, _ glob: Glob, _ short: Glob?) -> Bool {
        if alert.withValueBytes(of: "container.name", { glob.matches($0) }) ?? false { return true }
        let byID = alert.withValueBytes(of: "container.id") { id in
            glob.matches(id) || (short?.matches(id) ?? false)
        }
        if byID ?? false { return true }
        return alert.withValueBytes(of: "container.full_id") { glob.matches($0) } ?? false
    }

    /// Matches ASCII letters of `bytes` as if they were small.
    private static func matches(_ glob: Glob, ignoringCaseOf bytes: UnsafeRawBufferPointer) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { small in
            for (index, byte) in bytes.enumerated() {
                small[index] = Criterion.lowered(byte)
            }
            return glob.matches(UnsafeRawBufferPointer(small))
        }
    }
}
