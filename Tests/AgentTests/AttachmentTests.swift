import Analysis
import Foundation
import TestSupport
import Testing

@testable import Agent

/// A run, against a C-core gRPC server that behaves as Falco does.
struct AttachmentTests {
    @Test func summariesAreRefreshedWhileAlertsFlowAndWhileTheyDoNot() async throws {
        let falco = try await FakeFalco()
        let directory = try TemporaryDirectory()
        let input = InputPlan([.falco(.unix(path: falco.address))])
        var plan = AttachPlan(input: input, filter: AlertFilter(), form: .none)
        plan.export = directory("out")
        // Due at each alert and all the time between them.
        plan.exportEvery = .milliseconds(1)
        plan.summary = .none
        plan.ending.received = 58
        let run = Task { await Attachment(plan: plan, console: Console()).run() }
        try await falco.push(fixture: "web-shell-to-miner.b64")
        try await falco.waitUntilDrained()
        while true {
            // Nothing more comes: the file is there because it is refreshed by itself.
            let text = (try? String(contentsOfFile: directory("out/summary.json"), encoding: .utf8)) ?? ""
            if text.contains(#""total":29"#) { break }
            await Task.yield()
        }
        try await falco.push(fixture: "web-shell-to-miner.b64")
        guard case .ended = await run.value else {
            Issue.record("it did not end as asked")
            return
        }
        let text = try String(contentsOfFile: directory("out/summary.json"), encoding: .utf8)
        #expect(text.contains(#""total":58"#))
    }
}
