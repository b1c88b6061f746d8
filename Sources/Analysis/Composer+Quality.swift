internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// Fields that say what a report rests on, and what is less certain without them.
    private struct Pillar {
        let fields: [KnownField]
        let weakens: String
    }

    private static let pillars = [
        Pillar(fields: [.processName, .processExecutable, .processCommandLine], weakens: "what ran"),
        Pillar(fields: [.parentName, .parentExecutable, .parentCommandLine], weakens: "who started it"),
        Pillar(fields: [.userName, .userID], weakens: "as whom"),
        Pillar(
            fields: [.containerName, .imageRepository, .imageTag], weakens: "in which container and image"),
        Pillar(fields: [.podName, .podNamespace], weakens: "in which pod"),
        Pillar(fields: [.descriptorName], weakens: "on which file or connection"),
    ]

    func quality(drops: Int, forgotten: Int) -> Report.DataQuality {
        var remarks: [Prose] = []
        let weak = missing(&remarks)
        let hasCuts = cutValues(&remarks)
        let isRepaired = repairedValues(&remarks)
        let gaps = gaps(drops: drops, &remarks)
        context(&remarks)
        commandsLeftOut(&remarks)
        if forgotten > 0, occurrence.count == 1 {
            remarks.append(
                "More kinds of alerts came than are remembered: this one may have come before, and the list of related activity may lack some."
            )
        }
        let isBlind =
            facts.time == nil || facts.values.isEmpty
            || facts.source == "syscall" && facts.words.process == nil
        if isBlind || weak >= 3 || gaps && weak > 0 {
            return Report.DataQuality(confidence: .low, remarks: remarks)
        }
        let isWeak = weak > 0 || hasCuts || isRepaired || gaps || !refused.isEmpty
        return Report.DataQuality(confidence: isWeak ? .medium : .high, remarks: remarks)
    }

    /// - Returns: how many pillars are weakened.
    private func missing(_ remarks: inout [Prose]) -> Int {
        var weak = 0
        for pillar in Composer.pillars {
            let missing = pillar.fields.filter { field in
                facts.layout.place(of: field) != nil && facts.value(of: field) == nil && isExpected(field)
            }
            guard !missing.isEmpty else { continue }
            weak += 1
            remarks.append(
                "The alert does not say \(ours: missing.map(\.key).joined(separator: ", ")): \(ours: pillar.weakens) is less certain."
            )
        }
        if facts.time == nil {
            remarks.append("The alert has no valid time, so nothing can be put in order by it.")
        }
        if facts.values.isEmpty {
            remarks.append("The alert carries no fields; all that is known is its rule.")
        }
        if facts.source == "syscall", !facts.values.isEmpty, facts.layout.place(of: .containerID) == nil {
            remarks.append(
                "The rule prints no `container.id`, so whether this was in a container is not known.")
        }
        if facts.source == "syscall", facts.value(of: .processID) == nil, facts.words.process != nil {
            remarks.append(
                "There is no process id in the alert, so commands look for the process by its name. The configuration recommendations show how to add one."
            )
        }
        return weak
    }

    /// Whether it is odd that the field says nothing.
    private func isExpected(_ field: KnownField) -> Bool {
        switch field {
        case .containerName, .imageRepository, .imageTag: facts.has(.container)
        case .podName, .podNamespace: facts.has(.kubernetes)
        case .descriptorName: facts.words.file == nil && facts.words.peer == nil
        default: true
        }
    }

    private func cutValues(_ remarks: inout [Prose]) -> Bool {
        let names = [KnownField.processName, .parentName, .grandparentName].filter {
            facts.value(of: $0)?.utf8.count == 15
        }
        if !names.isEmpty {
            remarks.append(
                "\(ours: names.map(\.key).joined(separator: ", ")) may be cut: the kernel keeps 15 bytes of a process's name."
            )
        }
        let lines = [KnownField.processCommandLine, .parentCommandLine].filter {
            (facts.value(of: $0)?.utf8.count ?? 0) >= 4095
        }
        if !lines.isEmpty {
            remarks.append(
                "\(ours: lines.map(\.key).joined(separator: ", ")) is probably cut: Falco keeps 4096 bytes of what a program is started with."
            )
        }
        return !names.isEmpty || !lines.isEmpty
    }

    private func repairedValues(_ remarks: inout [Prose]) -> Bool {
        for place in facts.fields.repaired.prefix(8) {
            remarks.append(
                "\(value: Excerpt.of(facts.layout.fields[place].key)) is no valid UTF-8: bytes that are none show as U+FFFD, and the details give them in hexadecimal."
            )
        }
        return !facts.fields.repaired.isEmpty
    }

    private func gaps(drops: Int, _ remarks: inout [Prose]) -> Bool {
        guard drops > 0, plan.eventClass != .internal else { return false }
        remarks.append(
            "Falco said that it lost \(drops) \(ours: drops == 1 ? "event" : "events") on this host within a minute of this alert: related events may be missing."
        )
        return true
    }

    private func context(_ remarks: inout [Prose]) {
        if facts.traits.assumesRuntime {
            let (assumed, other) =
                facts.has(.kubernetes)
                ? ("containerd", "CRI-O or Docker") : ("Docker", "Podman or containerd")
            remarks.append(
                "The alert does not name the container runtime; \(ours: assumed) is assumed. With \(ours: other), use that runtime's own commands with the same id."
            )
        }
        if !facts.alert.namesSource {
            remarks.append(
                "The alert comes from a Falco older than 0.31: its source is derived, and before 0.30 it has no tags."
            )
        }
        if case .unknown(let number) = facts.priority {
            remarks.append("Its priority is number \(number), which no Falco up to 0.43 sends.")
        }
        if plan.hasOwnPlaybook || plan.eventClass == .internal { return }
        if !plan.isPublic {
            remarks.append(
                "The rule is none of Falco's public ones: what is said rests on its tags, its event and its fields."
            )
        } else {
            remarks.append(
                "There is no playbook for this rule: what is said rests on its tags, its event and its fields."
            )
        }
    }

    private func commandsLeftOut(_ remarks: inout [Prose]) {
        for refused in refused.prefix(8) {
            remarks.append(
                "Commands that need \(value: Excerpt.of(refused.name)) are left out because \(ours: refused.reason)."
            )
        }
    }
}
