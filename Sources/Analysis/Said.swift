internal import Escaping
internal import Knowledge

/// Those of the playbooks' statements whose conditions hold and whose values are there, each text once.
struct Said {
    private(set) var impact: [Prose] = []
    private(set) var assessment = Report.Assessment()
    private(set) var evidence: [Prose] = []

    init(_ bound: BoundPlan, _ facts: AlertFacts) {
        // One walk over the playbooks for all sections.
        for playbook in bound.playbooks {
            playbook.add({ $0.impact }, to: &impact, facts)
            playbook.add({ $0.suspicious }, to: &assessment.suspicious, facts)
            playbook.add({ $0.reassuring }, to: &assessment.reassuring, facts)
            playbook.add({ $0.evidence }, to: &evidence, facts)
            playbook.addCauses(to: &assessment.innocent, facts)
        }
    }
}

extension BoundPlaybook {
    /// Adds the statements of one section.
    @inline(__always)
    fileprivate func add(
        _ section: (CompactPlaybook) -> Range<Int>, to texts: inout [Prose], _ facts: AlertFacts
    ) {
        for index in section(playbook) where holds(playbook.statements[index].check, facts) {
            guard let text = fill(playbook.statements[index].text, facts), !text.isAmong(texts) else {
                continue
            }
            if texts.isEmpty { texts.reserveCapacity(8) }
            texts.append(text)
        }
    }

    fileprivate func addCauses(to causes: inout [Report.Assessment.Case], _ facts: AlertFacts) {
        for index in playbook.innocent.indices where holds(playbook.innocent[index].check, facts) {
            let item = playbook.innocent[index]
            guard let cause = fill(item.cause, facts), let test = fill(item.test, facts) else { continue }
            if causes.isEmpty { causes.reserveCapacity(8) }
            causes.append(Report.Assessment.Case(cause: cause, check: test))
        }
    }
}
