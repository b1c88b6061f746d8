internal import Escaping
internal import FalcoAlerts

/// Which parts of a report rest on missing, cut or repaired data.
enum DataQualityAssessor {
    /// Ancestors and processes of a comm as long as the kernel keeps it.
    private static let commFields = [
        "proc.name", "proc.pname", "proc.aname[2]", "proc.aname[3]", "proc.aname[4]",
    ]
    private static let lineFields = ["proc.cmdline", "proc.pcmdline", "proc.args"]

    static func assess(_ facts: AlertFacts, drops: Prose?, withheld: [Prose]) -> Report.DataQuality {
        var remarks: [Prose] = []
        var doubts = 0
        func doubt(_ remark: Prose, weight: Int = 1) {
            remarks.append(remark)
            doubts += weight
        }
        if facts.time == nil {
            doubt("The alert has no valid time: its place in the order of events is unknown.", weight: 2)
        }
        if let drops { doubt(drops, weight: 2) }
        let repaired = facts.fields.filter { $0.bytes != nil }
        if !repaired.isEmpty {
            var remark: Prose = "Bytes that are not valid UTF-8 are shown as U+FFFD in "
            remark.append(keys: repaired.map(\.key))
            remark.append("; the bytes are given beside the value.")
            doubt(remark)
        }
        cutNames(facts).map { doubt($0) }
        for field in lineFields where facts.value(field).map({ $0.utf8.count >= 4095 }) ?? false {
            doubt("`\(ours: field)` is as long as Falco keeps it (4,096 bytes): its end may be missing.")
        }
        missing(facts).map { doubt($0, weight: 0) }
        if facts.source == "syscall", facts.value("proc.pid") == nil {
            doubt(
                "The alert names no process id, so the process cannot be addressed directly, and ancestors are known by name only.",
                weight: 0)
        }
        if facts.isSourceDerived {
            doubt("The alert does not name its source: it comes from a Falco older than 0.31.", weight: 0)
        }
        remarks += withheld
        let confidence: Report.DataQuality.Confidence = doubts == 0 ? .high : doubts < 3 ? .medium : .low
        return Report.DataQuality(confidence: confidence, remarks: remarks)
    }

    private static func cutNames(_ facts: AlertFacts) -> Prose? {
        let cut = commFields.filter { field in
            guard let name = facts.value(field), name.utf8.count == 15 else { return false }
            // A path that ends in just this name shows that nothing is missing.
            return field != "proc.name"
                || facts.value("proc.exepath").map { !$0.hasSuffix("/" + name) } ?? true
        }
        guard !cut.isEmpty else { return nil }
        var remark = Prose()
        remark.append(keys: cut)
        remark.append(cut.count == 1 ? " has" : " have")
        remark.append(" 15 bytes, all that the kernel keeps of a process name: the end may be missing.")
        return remark
    }

    private static func missing(_ facts: AlertFacts) -> Prose? {
        let missing = facts.fields.filter { $0.value == nil }
        guard !missing.isEmpty else { return nil }
        var remark: Prose = "\(missing.count) of \(facts.fields.count) fields say nothing: "
        remark.append(keys: missing.prefix(12).map(\.key))
        if missing.count > 12 { remark.append(" and \(missing.count - 12) more") }
        remark.append(".")
        return remark
    }
}

extension Prose {
    /// Names of fields, which plugins choose: values like any other.
    fileprivate mutating func append(keys: [String]) {
        for (index, key) in keys.enumerated() {
            if index > 0 { append(", ") }
            append(value: key)
        }
    }
}
