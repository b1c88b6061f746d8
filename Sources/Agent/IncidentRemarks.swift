internal import Incidents

extension Correlator.Counts {
    /// How many alerts there were, and how many of them are routine.
    var overview: String { "\(alerts) alerts, \(routine) of them routine and in no incident." }

    /// What had to be left out for want of room, each with what that means; empty when nothing was.
    var remarks: [String] {
        var remarks: [String] = []
        if crowdedOut > 0 {
            remarks.append(
                "\(crowdedOut) groups, \(crowdedOutHot) of them needing attention, had to end early for want of room: what came later of them stands by itself"
            )
        }
        if isBaselineCrowded {
            remarks.append(
                "more programs and peers came than the baseline tells apart: what is new may have been taken for known"
            )
        }
        if lostClues > 0 {
            remarks.append(
                "\(lostClues) clues of open groups had to be let go for want of room, \(forgottenGuardedClues) of them of incidents that need attention: later alerts of theirs may stand by themselves, and groups may show less than an attack did; --all shows all groups"
            )
        }
        return remarks
    }
}
