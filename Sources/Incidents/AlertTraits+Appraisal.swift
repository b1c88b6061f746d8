internal import Analysis
internal import FalcoAlerts

extension AlertTraits {
    init(_ appraisal: Appraisal, _ priority: Priority, _ clues: Clues) {
        let likeness = appraisal.suspicious - appraisal.reassuring + AlertTraits.points(of: priority)
        points = Int8(max(-100, min(100, likeness)))
        isTooGraveForRoutine = likeness >= Weights.neverRoutine || priority.isAtLeast(.critical)
        tactics = appraisal.tactics
        signs = appraisal.signs
        isWriting = appraisal.isWriting
        isSensor = appraisal.isSensor
        traces = []
        // T1611 escape to host; T1070 indicator removal; T1485 data destruction.
        if clues.isContainer, appraisal.serves("T1611") { traces.insert(.escape) }
        if appraisal.serves("T1070") || appraisal.serves("T1485") { traces.insert(.covering) }
        if clues.isRoot { traces.insert(.root) }
        if clues.isHost { traces.insert(.host) }
        if clues.isContainer { traces.insert(.container) }
        if clues.process != 0 { traces.insert(.numbered) }
        if clues.terminal != 0 || clues.login != 0 { traces.insert(.attended) }
        if clues.isUnattendedService { traces.insert(.service) }
    }

    /// Falco's rules give Critical to what is seldom innocent, and Informational and Debug to what goes against good
    /// practice without being an attack.
    private static func points(of priority: Priority) -> Int {
        switch priority {
        case .emergency, .alert, .critical: 2
        case .error, .warning: 1
        case .notice, .unknown: 0
        case .informational, .debug: -1
        }
    }
}
