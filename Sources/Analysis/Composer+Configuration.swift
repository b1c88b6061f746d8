internal import Escaping
internal import FalcoAlerts
internal import Knowledge

extension Composer {
    /// What to change in Falco's own configuration.
    func configuration() -> [Report.ConfigurationAdvice] {
        if plan.eventClass == .internal { return sensorAdvice() }
        var advices = TuningAdvice(self, TuningGrounds(self, said.assessment, veto: veto)).advices
        if let context = contextAdvice() { advices.append(context) }
        return advices
    }

    /// Why the rule's playbook rules an exception out for such an alert.
    var veto: Prose? {
        for bound in bound.main {
            for index in bound.playbook.never {
                let reason = bound.playbook.statements[index]
                if bound.holds(reason.check, facts), let text = bound.fill(reason.text, facts) { return text }
            }
        }
        return nil
    }

    /// Fields that steps and commands would need and the rule does not print. The same for all alerts of a plan that are
    /// alike in where they come from.
    private func contextAdvice() -> Report.ConfigurationAdvice? {
        let origin = BoundPlan.Origin(isHost: facts.has(.host), isSyscall: facts.source == "syscall")
        let yaml: String?
        if let known = bound.contextAdvice.first(where: { $0.origin == origin }) {
            yaml = known.yaml
        } else {
            yaml = contextYAML(origin)
            bound.contextAdvice.append((origin, yaml))
        }
        return yaml.map { yaml in
            Report.ConfigurationAdvice(
                kind: .context, title: "Add what this alert lacks to later alerts of the rule", yaml: yaml,
                file: Composer.contextFile, leastVersion: "0.39",
                note:
                    "It hides nothing: the fields come with each alert of this rule beside its text, over gRPC and in JSON. Falco 0.39 and 0.40 put this list in place of one in `falco.yaml`, so add the entry there; from 0.41 on both are joined. Restart Falco, or let it reload."
            )
        }
    }

    private func contextYAML(_ origin: BoundPlan.Origin) -> String? {
        let fields = missingContext(origin)
        // Falco puts environment variables in their place in this file.
        guard !fields.isEmpty, TuningYAML.isWritable(facts.rule), !facts.rule.holds("${") else { return nil }
        var yaml = """
            # Belongs in \(Composer.contextFile); needs Falco 0.39 or newer.
            append_output:
              - match:
                  rule: \(Escaping.yaml(facts.rule))
                extra_fields:

            """
        for field in fields { yaml += "      - \(field.holds("[") ? Escaping.yaml(field) : field)\n" }
        return yaml
    }

    static let contextFile = "/etc/falco/config.d/falconer-context.yaml"
    private static let always = ["proc.pid", "proc.ppid", "proc.sid"]
    private static let inContainers = [
        "proc.vpid", "container.id", "container.name", "container.image.repository", "container.image.tag",
        "k8s.ns.name", "k8s.pod.name", "k8s.pod.uid",
    ]

    /// Only names from our own files: they stand in the YAML as they are.
    private func missingContext(_ origin: BoundPlan.Origin) -> [String] {
        var wanted = bound.main.flatMap { bound in
            bound.playbook.tuning?.context.map(bound.playbook.name(ofField:)) ?? []
        }
        if origin.isSyscall {
            wanted += Composer.always
            if !origin.isHost { wanted += Composer.inContainers }
        }
        var fields: [String] = []
        for field in wanted where facts.layout.place(of: field) == nil && !fields.contains(field) {
            let isElsewhere =
                origin.isHost && (field.hasPrefix("container.") || field.hasPrefix("k8s."))
            if !isElsewhere { fields.append(field) }
        }
        return fields
    }

    private func sensorAdvice() -> [Report.ConfigurationAdvice] {
        let advice = bound.tuningAdvice(facts)
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
