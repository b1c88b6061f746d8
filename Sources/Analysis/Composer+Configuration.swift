internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// What to change in Falco's own configuration.
    func configuration(_ assessment: Report.Assessment) -> [Report.ConfigurationAdvice] {
        if plan.eventClass == .internal { return sensorAdvice() }
        let isHost = facts.has(.host)
        let context: Report.ConfigurationAdvice?
        if let made = compiled.contextAdvice[isHost] {
            context = made
        } else {
            context = contextAdvice()
            compiled.contextAdvice[isHost] = context
        }
        let signs = (assessment.suspicious.count, assessment.reassuring.count)
        let veto = veto
        let tuning: [Report.ConfigurationAdvice]
        // Alerts with one fingerprint differ in nothing that an exception stands on.
        if let latest = compiled.latestTuning, latest.fingerprint == fingerprint, latest.signs == signs,
            latest.veto == veto
        {
            tuning = latest.advices
        } else {
            tuning = TuningAdvice(self, TuningGrounds(self, assessment, veto: veto)).advices
            compiled.latestTuning = CompiledPlan.LatestTuning(
                fingerprint: fingerprint, signs: signs, veto: veto, advices: tuning)
        }
        return context.map { tuning + [$0] } ?? tuning
    }

    /// Why the rule's playbook rules an exception out for such an alert.
    var veto: Prose? {
        compiled.never.lazy.compactMap { [facts] in
            $0.check.allows(facts.traits) && $0.check.holds(facts) ? $0.text.fill(facts) : nil
        }.first
    }

    /// Fields that steps and commands would need and the rule does not print.
    private func contextAdvice() -> Report.ConfigurationAdvice? {
        let fields = missingContext()
        guard !fields.isEmpty, !facts.rule.isEmpty else { return nil }
        let title: Prose = "Add what this alert lacks to later alerts of the rule"
        // Falco puts environment variables in their place in this file.
        guard !facts.rule.contains("${"), facts.rule.utf8.count <= 256 else { return nil }
        var yaml = """
            # Belongs in \(Composer.contextFile); needs Falco 0.39 or newer.
            append_output:
              - match:
                  rule: \(Escaping.yaml(facts.rule))
                extra_fields:

            """
        for field in fields {
            yaml += "      - \(field.utf8.contains(UInt8(ascii: "[")) ? Escaping.yaml(field) : field)\n"
        }
        return Report.ConfigurationAdvice(
            kind: .context, title: title, yaml: yaml, file: Composer.contextFile, leastVersion: "0.39",
            note:
                "It hides nothing: the fields come with each alert of this rule beside its text, over gRPC and in JSON. Falco 0.39 and 0.40 put this list in place of one in `falco.yaml`, so add the entry there; from 0.41 on both are joined. Restart Falco, or let it reload."
        )
    }

    static let contextFile = "/etc/falco/config.d/falconer-context.yaml"
    private static let always = ["proc.pid", "proc.ppid", "proc.sid"]
    private static let inContainers = [
        "proc.vpid", "container.id", "container.name", "container.image.repository", "container.image.tag",
        "k8s.ns.name", "k8s.pod.name", "k8s.pod.uid",
    ]

    /// Only names from our own files: they stand in the YAML as they are.
    private func missingContext() -> [String] {
        var wanted = plan.main.flatMap { $0.tuning?.context ?? [] }
        if facts.source == "syscall" {
            wanted += Composer.always
            if !facts.has(.host) { wanted += Composer.inContainers }
        }
        var fields: [String] = []
        for field in wanted where facts.layout.place(of: field) == nil && !fields.contains(field) {
            let isElsewhere = facts.has(.host) && (field.hasPrefix("container.") || field.hasPrefix("k8s."))
            if !isElsewhere { fields.append(field) }
        }
        return fields
    }

    private func sensorAdvice() -> [Report.ConfigurationAdvice] {
        let advice = compiled.tuningAdvice?.fill(facts)
        let file = "/etc/falco/falco.yaml"
        guard let drops = sensor?.drops, drops > 0 else {
            return [
                Report.ConfigurationAdvice(
                    kind: .tuning, title: "Nothing has to be changed for this message", yaml: nil, file: file,
                    leastVersion: "", note: advice ?? "Falco's messages about itself are worth keeping.")
            ]
        }
        return [
            Report.ConfigurationAdvice(
                kind: .sharpening, title: "Give Falco a larger buffer, so that it loses fewer events",
                yaml: """
                    # Belongs in \(file), in place of the section `engine`; needs Falco 0.37 or newer.
                    engine:
                      kind: modern_ebpf
                      modern_ebpf:
                        cpus_for_each_buffer: 2
                        buf_size_preset: 6
                        drop_failed_exit: false

                    """,
                file: file, leastVersion: "0.37",
                note:
                    "It hides nothing, and takes four times the memory of the default preset 4 for each buffer. Where the section `engine` names another kind, keep that one and raise its `buf_size_preset` instead."
            )
        ]
    }
}
