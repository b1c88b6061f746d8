import Testing

@testable import Knowledge

/// What the contexts give for an alert without a playbook of its own, wherever it comes from.
@Suite struct ContextPlaybooksTests {
    struct World: Facts, CustomTestStringConvertible {
        let name: String
        let facts: Set<Fact>
        let fields: [String: String]
        var testDescription: String { name }
        func has(_ fact: Fact) -> Bool { facts.contains(fact) }
        func value(of field: String) -> String? { fields[field] }
        func value(of word: DerivedWord) -> String? { word == .pid ? fields["proc.pid"] : nil }

        /// The commands that apply and can be filled.
        func commands(_ playbooks: [Playbook]) -> [Playbook.Command] {
            playbooks.flatMap(\.commands).filter { $0.when.hold(self) && isFilled($0.run) }
                + playbooks.flatMap(\.steps).filter { $0.when.hold(self) }.compactMap(\.command)
                .filter { isFilled($0.run) }
        }

        private func isFilled(_ template: Template) -> Bool {
            template.segments.allSatisfy { segment in
                switch segment {
                case .words: true
                case .field(let name, let fallback): fallback != nil || fields[name] != nil
                case .derived(let word, let fallback): fallback != nil || value(of: word) != nil
                }
            }
        }

        static let process = ["proc.name": "sh", "proc.exepath": "/usr/bin/sh", "user.uid": "0"]
        static let container = process.merging(["container.id": "0123456789ab", "container.name": "web"]) {
            $1
        }
        static let pod = container.merging(["k8s.pod.name": "web-0", "k8s.ns.name": "shop"]) { $1 }

        static let all = [
            World(name: "host", facts: [.host, .root, .noLoginSession], fields: process),
            World(name: "docker", facts: [.container, .docker, .root], fields: container),
            World(name: "podman", facts: [.container, .podman, .root], fields: container),
            World(name: "containerd", facts: [.container, .containerd, .root], fields: container),
            World(name: "crio", facts: [.container, .crio, .root], fields: container),
            World(name: "pod under containerd", facts: [.container, .containerd, .kubernetes], fields: pod),
            World(name: "pod under CRI-O", facts: [.container, .crio, .kubernetes], fields: pod),
            World(name: "pod under Docker", facts: [.container, .docker, .kubernetes], fields: pod),
        ]
    }

    let contexts = KnowledgeBase().contextPlaybooks

    @Test(arguments: World.all) func everyPlaceHasCommands(world: World) {
        let commands = world.commands(contexts)
        #expect(commands.count >= (world.name == "crio" ? 2 : 6))
        #expect(Set(commands.map(\.run)).count == commands.count, "a command comes twice")
    }

    @Test(arguments: World.all) func commandsAreForThatPlaceAlone(world: World) {
        let others: [Fact: [String]] = [
            .docker: ["podman", "nerdctl", "ctr"],
            .podman: ["docker", "nerdctl", "ctr", "crictl", "kubectl"],
            .containerd: ["docker", "podman"], .crio: ["docker", "podman", "nerdctl", "ctr"],
            .host: ["docker", "podman", "nerdctl", "ctr", "crictl", "kubectl"],
        ]
        let foreign = world.facts.flatMap { others[$0] ?? [] }
        for command in world.commands(contexts) {
            #expect(!foreign.contains(command.needs ?? ""), "\(command.run)")
            if command.needs == "kubectl" { #expect(command.place == .workstation) }
            // On the host a container's path is another file.
            if world.has(.container) {
                let isPath = command.run.segments.contains(.field("proc.exepath", fallback: nil))
                let words = command.run.segments.compactMap {
                    if case .words(let words) = $0 { words } else { nil }
                }
                if isPath { #expect(words.joined().contains("cp"), "\(command.run)") }
            }
        }
    }

    @Test func noCommandActsOnAnUnknownProcess() {
        for world in World.all {
            for command in world.commands(contexts) {
                #expect(!command.run.segments.contains(.derived(.pid, fallback: nil)))
            }
        }
    }
}
