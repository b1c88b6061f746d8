internal import Analysis

extension SelectionOptions {
    /// The filter that these flags describe.
    func filter(_ faults: inout Faults) -> AlertFilter {
        let kinds: [(Criterion.Kind, wanted: [String], unwanted: [String])] = [
            (.minimumPriority, minPriority.map { [$0] } ?? [], []),
            (.rule, rule, notRule), (.tag, tag, notTag), (.source, source, notSource),
            (.container, container, notContainer), (.namespace, namespace, notNamespace),
            (.field, field, notField),
        ]
        var criteria: [Criterion] = []
        for (kind, wanted, unwanted) in kinds {
            for (texts, isNegated) in [(wanted, false), (unwanted, true)] {
                for text in texts {
                    do {
                        criteria.append(try Criterion(kind, text, isNegated: isNegated))
                    } catch {
                        faults.add("--\(isNegated ? "not-" : "")\(kind.rawValue) \(error.message)")
                    }
                }
            }
        }
        return AlertFilter(criteria)
    }
}
