import Analysis
import FalcoAlerts
import Knowledge
import Outputs
import Testing

/// Twelve whole reports, one for each family of alerts, as a responder would get them.
@Suite struct GoldenReportTests {
    static let families: [(file: String, rule: String)] = [
        ("dropped-binary", "Drop and execute new binary in container"),
        ("container-escape", "Detect release_agent File Container Escapes"),
        ("shell-in-container", "Terminal shell in container"),
        ("credential-read", "Read sensitive file untrusted"),
        ("log-clearing", "Clear Log Activities"),
        ("memfd", "Fileless execution via memfd_create"),
        ("cron-persistence", "Schedule Cron Jobs"),
        ("miner", "Detect crypto miners using the Stratum protocol"),
        ("reverse-shell", "Redirect STDOUT/STDIN to Network Connection in Container"),
        ("privileged-container", "Launch Privileged Container"),
        ("cluster-admin-binding", "Attach to cluster-admin Role"),
        ("console-login-without-mfa", "Console Login Without MFA"),
    ]

    @Test(arguments: families)
    func readsAsSigned(file: String, rule: String) throws {
        let knowledge = CatalogueAlerts.knowledge
        let alert = try CatalogueAlerts.any(#require(knowledge.rules.rule(named: rule)))
        var analyzer = Analyzer(knowledge: knowledge)
        var text: [UInt8] = []
        MarkdownRenderer().report(analyzer.report(for: alert), into: &text)
        try Golden.expect(text, matches: "reports/\(file).md")
    }
}
