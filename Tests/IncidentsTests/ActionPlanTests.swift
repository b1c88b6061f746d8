import Escaping
import FalcoAlerts
import Incidents
import TestSupport
import Testing

/// The one list of what to do.
@Suite struct ActionPlanTests {
    /// Thirty alerts that a real Falco raised while a container was taken over.
    private func takeover() throws -> [Incident] {
        var watch = Watch()
        for alert in try Fixtures.batch(Fixtures.messages("web-shell-to-miner.b64")) { watch.see(alert) }
        return try watch.incidents().filter { $0.severity.needsAttention }
    }

    @Test func nothingIsToBeRunTwice() throws {
        let incidents = try takeover()
        #expect(!incidents.isEmpty)
        for incident in incidents {
            let steps = incident.actions.compactMap(\.command?.shell.text)
            #expect(!steps.isEmpty)
            #expect(Set(steps).count == steps.count, "\(steps)")
            let commands = incident.commands.map(\.shell.text)
            #expect(Set(commands).count == commands.count, "\(commands)")
        }
    }

    /// Two playbooks cut a container off the metadata service, in different words by the same command.
    @Test func aContainerIsContainedOnce() throws {
        var world = World()
        var watch = Watch()
        let container = World.Container(id: "3f9c2e7a41bd", image: "web")
        let shell = world.start("sh -c x", below: world.run("httpd", in: container))
        try watch.see(world.alert(.shell, shell, at: 0))
        for (second, rule) in [
            World.Rule(
                name: "Find AWS Credentials", priority: .warning, call: "execve",
                tags: ["container", "T1552"]),
            World.Rule(
                name: "Contact EC2 Instance Metadata Service From Container", priority: .notice,
                call: "connect",
                tags: ["container", "T1552.005"]),
            .dropped,
        ].enumerated() {
            let tool = world.start("grep aws_access_key_id /root", below: shell)
            try watch.see(world.alert(rule, tool, at: Double(second + 1), peer: "169.254.169.254:80"))
        }
        let incident = try #require(watch.incidents().first)
        #expect(incident.alerts == 4)
        let contained = incident.actions.filter { $0.phase == .contain }.compactMap(\.command?.shell.text)
        #expect(contained.count { $0 == "docker pause 3f9c2e7a41bd" } == 1, "\(contained)")
        #expect(contained.count { $0.contains("169.254.169.254") } == 1, "\(contained)")
    }

    @Test func whatIsHarmlessComesFirst() throws {
        for incident in try takeover() {
            let firstDisruptive = incident.commands.firstIndex { $0.disruptive } ?? incident.commands.endIndex
            #expect(incident.commands[firstDisruptive...].allSatisfy { $0.disruptive })
        }
    }
}
