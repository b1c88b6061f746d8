import Analysis
import FalcoAlerts
import TestSupport
import Testing

@Suite struct AlertFilterTests {
    static let alert = AlertValues.sample(
        rule: "Terminal shell in container", priority: .notice,
        fields: [
            "container.id": "c61b4b13ae44", "container.name": "web", "k8s.ns.name": "shop",
            "proc.name": "bash",
            "proc.cmdline": "bash -i", "k8s.pod.name": "<NA>", "proc.cwd": "",
        ], tags: ["T1059", "container", "mitre_execution"])

    static let single: [(Criterion.Kind, String, Bool)] = [
        (.minimumPriority, "notice", true), (.minimumPriority, "DEBUG", true),
        (.minimumPriority, "info", true),
        (.minimumPriority, "Warning", false), (.minimumPriority, "emergency", false),
        (.rule, "Terminal shell in container", true), (.rule, "terminal*", true), (.rule, "*SHELL*", true),
        (.rule, "terminal", false), (.rule, "?erminal shell in containe?", true), (.rule, "", false),
        (.tag, "T1059", true), (.tag, "t1059", false), (.tag, "mitre_*", true), (.tag, "network", false),
        (.source, "syscall", true), (.source, "k8s_audit", false), (.source, "sys*", true),
        (.container, "web", true), (.container, "c61b4b13ae44", true), (.container, "we", false),
        (.container, "c61b4b13ae44d2e5a8f1c61b4b13ae44d2e5a8f1c61b4b13ae44d2e5a8f1abcd", true),
        (.container, "host", false), (.namespace, "shop", true), (.namespace, "sho", false),
        (.field, "proc.name=bash", true), (.field, "proc.name=b?sh", true),
        (.field, "proc.cmdline=*-i", true),
        (.field, "proc.name=zsh", false), (.field, "proc.pid=*", false), (.field, "k8s.pod.name=*", false),
        (.field, "k8s.pod.name=", true), (.field, "k8s.pod.name=<NA>", true), (.field, "proc.cwd=", true),
        (.field, "proc.name=", false), (.field, "no.such=", true),
    ]

    @Test(arguments: single.filter { !$0.1.isEmpty })
    func selectsByOneCriterion(_ row: (Criterion.Kind, String, Bool)) throws {
        let alert = try Self.alert.alert()
        #expect(AlertFilter([try Criterion(row.0, row.1)]).keeps(alert) == row.2)
        #expect(AlertFilter([try Criterion(row.0, row.1, isNegated: true)]).keeps(alert) != row.2)
    }

    @Test func differentKindsMustAllHoldAndOneOfAKindIsEnough() throws {
        let alert = try Self.alert.alert()
        func keeps(_ criteria: (Criterion.Kind, String, Bool)...) throws -> Bool {
            try AlertFilter(criteria.map { try Criterion($0.0, $0.1, isNegated: $0.2) }).keeps(alert)
        }
        #expect(try keeps())
        #expect(try keeps((.tag, "nope", false), (.tag, "T1059", false)))
        #expect(try !keeps((.tag, "T1059", false), (.rule, "nope", false)))
        #expect(try keeps((.tag, "T1059", false), (.rule, "*shell*", false), (.rule, "x", false)))
        #expect(try !keeps((.tag, "T1059", false), (.container, "web", true)))
        #expect(try !keeps((.tag, "nope", true), (.container, "web", true)))
        #expect(try keeps((.tag, "nope", true), (.container, "other", true)))
        #expect(try keeps((.minimumPriority, "critical", false), (.minimumPriority, "debug", false)))
    }

    @Test func unknownPrioritiesPassEveryMinimum() throws {
        var values = Self.alert
        values.priority = .unknown(42)
        #expect(AlertFilter([try Criterion(.minimumPriority, "emergency")]).keeps(try values.alert()))
    }

    static let faults: [(Criterion.Kind, String, FilterError.Code, String)] = [
        (.minimumPriority, "sevre", .unknownPriority, "emergency, alert, critical"),
        (.minimumPriority, "", .empty, "needs a value"), (.tag, "", .empty, "needs a value"),
        (.field, "proc.name", .noValue, "KEY=GLOB"), (.field, "=x", .badKey, "no field's name"),
        (.field, "a b=x", .badKey, "no field's name"), (.field, "ka.uri.param[a=b]", .noValue, "KEY=GLOB"),
        (.rule, String(repeating: "x", count: 5000), .tooLong, "5000"),
    ]

    @Test(arguments: faults)
    func saysWhatIsWrong(_ row: (Criterion.Kind, String, FilterError.Code, String)) throws {
        let error = #expect(throws: FilterError.self) { try Criterion(row.0, row.1) }
        #expect(error?.code == row.2)
        #expect(error?.message.contains(row.3) == true)
    }

    @Test func keysMayHoldEqualsSignsInBrackets() throws {
        let alert = try AlertValues.sample(fields: ["ka.uri.param[a=b]": "x"]).alert()
        #expect(AlertFilter([try Criterion(.field, "ka.uri.param[a=b]=x")]).keeps(alert))
    }

    @Test func capturedAlertsAreSplitByAFilterAndItsOpposite() throws {
        let alerts = try Fixtures.jsonOutputAlerts()
        for (kind, text) in [
            (Criterion.Kind.container, "web"), (.tag, "container"), (.rule, "*shell*"),
            (.minimumPriority, "error"),
            (.field, "proc.name=trig*"), (.namespace, "shop"), (.source, "syscall"),
        ] {
            let kept = alerts.filter(AlertFilter([try Criterion(kind, text)]).keeps).count
            let left = alerts.filter(AlertFilter([try Criterion(kind, text, isNegated: true)]).keeps).count
            #expect(kept > 0)
            #expect(kept + left == alerts.count)
        }
    }

    @Test func hostileBytesAndPatternsEndQuickly() throws {
        let long = String(repeating: "a", count: 1 << 20)
        let alert = try AlertValues.sample(rule: long, fields: ["proc.cmdline": long]).alert()
        #expect(!AlertFilter([try Criterion(.rule, "*a*a*a*a*b")]).keeps(alert))
        #expect(!AlertFilter([try Criterion(.field, "proc.cmdline=*a*a*a*a*b")]).keeps(alert))
    }
}
