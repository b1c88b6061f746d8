import Foundation
import TestSupport
import Testing

/// `falconer incidents`, and what attach and analyze say of incidents.
struct IncidentsCommandTests {
    static let plain = Fixtures.url("scenarios/A/alerts.jsonl").path
    static let numbered = Fixtures.url("scenarios/A/alerts-lineage.jsonl").path

    @Test func twoRunsGiveTheSameBytes() async throws {
        for form in ["json", "report", "markdown", "html", "assignments", "line"] {
            let first = try await Tool.falconer("incidents", Self.plain, "--output", form, "--explain-links")
            let second = try await Tool.falconer("incidents", Self.plain, "--output", form, "--explain-links")
            #expect(first.exit?.code == 0, "\(first.errorText)")
            #expect(!first.text.isEmpty && first.text == second.text, "\(form)")
            #expect(first.errorText.isEmpty, "\(first.errorText)")
        }
    }

    @Test func eachAlertHasALineOfAssignments() async throws {
        let output = try await Tool.falconer("incidents", Self.numbered, "--output", "assignments")
        let lines = output.text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(lines.count == 592)
        #expect(
            lines.enumerated().allSatisfy { $0.element.count == 3 && $0.element[0] == String($0.offset + 1) })
        #expect(lines.allSatisfy { $0[1] == "-" ? $0[2] == "0" : $0[1].count == 16 })
        #expect(Set(lines.filter { $0[2] == "1" }.map { $0[1] }).count == 8)
    }

    @Test func aPipeAndAFileGiveTheSame() async throws {
        let file = try await Tool.falconer("incidents", Self.numbered, "--output", "json")
        let pipe = try await Tool.falconer(
            "incidents", "-", "--output", "json",
            input: Array(try Data(contentsOf: URL(filePath: Self.numbered))))
        #expect(file.text == pipe.text)
        #expect(file.text.split(separator: "\n").count == 8)
    }

    @Test func aLineThatIsNoAlertKeepsItsNumber() async throws {
        let directory = try TemporaryDirectory()
        let lines = try String(contentsOfFile: Self.plain, encoding: .utf8).split(separator: "\n").prefix(5)
        let text = lines[0] + "\nnonsense\n" + lines[1...].joined(separator: "\n") + "\n{}\n"
        try Data(text.utf8).write(to: URL(filePath: directory("f")))
        let output = try await Tool.falconer(
            "incidents", directory("f"), "--output", "assignments", "--quarantine", directory("q"))
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let rows = output.text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(rows.map { $0[0] } == (1...7).map(String.init))
        #expect(rows[1] == ["2", "-", "0"] && rows[6] == ["7", "-", "0"])
        #expect(output.errorText.contains("f:2: "))
        #expect(FileManager.default.fileExists(atPath: directory("q")))
    }

    @Test func onlyWhatNeedsAttentionUnlessAsked() async throws {
        let few = try await Tool.falconer("incidents", Self.numbered, "--output", "line")
        let all = try await Tool.falconer("incidents", Self.numbered, "--output", "line", "--all")
        #expect(few.text.split(separator: "\n").count == 8)
        #expect(all.text.split(separator: "\n").count > 15)
        let report = try await Tool.falconer("incidents", Self.numbered)
        #expect(report.text.hasPrefix("592 alerts, "))
        let others = all.text.split(separator: "\n").count - 8
        let words = report.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            words.contains(
                "8 incidents need attention. \(others) other groups need none: `--all` shows them."))
    }

    @Test func theFilterDecidesWhatIsGrouped() async throws {
        let output = try await Tool.falconer(
            "incidents", Self.numbered, "--output", "assignments", "--container", "3f9c2e7a41bd")
        let lines = output.text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(lines.count == 592)
        #expect(Set(lines.filter { $0[2] == "1" }.map { $0[1] }).count == 1)
        #expect(output.errorText.contains("left out by the filter"))
    }

    @Test func faultsAreToldAtOnce() async throws {
        for (arguments, code) in [
            (["/nonexistent"], 66), (["/etc"], 65), (["/nonexistent", "--output", "html"], 66),
            ([], 64), (["-", "-"], 64), ([""], 64),
            ([Self.plain, "--output", "x"], 64),
            ([Self.plain, "--width", "3"], 64), ([Self.plain, "--min-priority", "nothing"], 64),
        ] {
            let output = try await Tool.run(Tool.falconer, ["incidents"] + arguments)
            #expect(Int(output.exit?.code ?? -1) == code, "\(arguments): \(output.errorText)")
            #expect(output.text.isEmpty, "\(arguments)")
        }
    }

    @Test func aReaderThatLeavesEndsItQuietly() async throws {
        let output = try await Tool.run(
            "sh", ["-c", "'\(Tool.falconer.path)' incidents '\(Self.numbered)' --all | head -n 1"])
        #expect(output.exit?.code == 0)
        #expect(output.errorText.isEmpty, "\(output.errorText)")
    }

    // MARK: Live

    @Test func incidentsAreToldAsTheyOpenGetGraverAndEnd() async throws {
        let output = try await Tool.falconer(
            "analyze", Self.numbered, "--output", "incident", "--summary", "none")
        #expect(output.exit?.code == 0, "\(output.errorText)")
        func times(_ words: String) -> Int { output.text.components(separatedBy: words).count - 1 }
        #expect(times("New incident\n") == 8)
        #expect(times("\nGraver than before: ") >= 8)
        // Each is told whole when the stream is over.
        #expect(times("Incident, as it stands at the end\n") == 8 && times("What to do ──") == 8)
        #expect(output.text.contains("8 incidents need attention."))
    }

    @Test(arguments: [nil, Terminal(columns: 80, errorsApart: true)])
    func attachTellsAnIncidentWhileItGoesOn(_ terminal: Terminal?) async throws {
        let falco = try await FakeFalco()
        let directory = try TemporaryDirectory()
        let run = try ChildProcess(
            Tool.falconer,
            [
                "attach", "--socket", falco.address, "--output", "incident", "--export", directory("out"),
                "--quarantine", directory("odd"),
            ], environment: ["NO_COLOR": "1"], terminal: terminal)
        try await falco.push(message: [0x0A, 0xFF, 0xFF])
        try await falco.push(fixture: "web-shell-to-miner.b64")
        try await run.output { $0.text.contains("New incident") && $0.text.contains("Graver than before: ") }
        // It is in the directory before the end, for the reports that lead to it.
        let files = FileManager.default
        let incident = try #require(try files.contentsOfDirectory(atPath: directory("out/incidents")).first)
        try await falco.waitUntilDrained()
        run.signal(SIGTERM)
        let output = try await run.exit()
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("as it stands at the end"))
        #expect(output.text.contains("1 incident needs attention."))
        #expect(output.text.contains("29 alerts"))
        #expect(files.fileExists(atPath: directory("odd")))
        let reports = try files.contentsOfDirectory(atPath: directory("out/reports"))
        #expect(reports.count == 29)
        let leading = try reports.filter {
            try String(contentsOfFile: directory("out/reports/\($0)"), encoding: .utf8)
                .contains("(../incidents/\(incident))")
        }
        #expect(leading.count > 10)
        if let terminal {
            // Titles and headings fit; commands, further in, are never broken: they are pasted.
            for line in output.text.split(whereSeparator: \.isNewline) where !line.hasPrefix("  ") {
                #expect(line.count <= Int(terminal.columns), "\(line)")
            }
        }
    }

    @Test func aLeavingReaderEndsIncidentsQuietly() async throws {
        let output = try await Tool.run(
            "sh",
            [
                "-c",
                "'\(Tool.falconer.path)' analyze '\(Self.numbered)' --output incident --summary none | head -n 1",
            ])
        #expect(output.exit?.code == 0)
        #expect(output.text == "New incident\n", "\(output.text)")
        #expect(output.errorText.isEmpty, "\(output.errorText)")
    }

    // MARK: What is usual

    /// An alert of one rule in one image, at so many seconds.
    private func alert(_ rule: String, _ name: String, _ command: String, at second: Int) -> String {
        let day = 1 + second / 86_400
        let time =
            "2026-11-" + String(100 + day).dropFirst() + "T" + String(100 + second / 3600 % 24).dropFirst()
            + ":00:00.000000000Z"
        return """
            {"hostname":"node","output":"","output_fields":{"container.id":"bbbbbbbbbbbb",\
            "container.image.repository":"db","container.image.tag":"15","evt.type":"execve","proc.cmdline":"\(command)",\
            "proc.exepath":"/usr/bin/\(name)","proc.name":"\(name)","proc.pname":"postgres","user.name":"postgres"},\
            "priority":"Notice","rule":"\(rule)","source":"syscall","tags":["container"],"time":"\(time)"}
            """
    }

    @Test func reportsSayWhatIsNewAndWhatIsUsual() async throws {
        // Fourteen days of archiving every hour, then a shell.
        var lines = (0..<(14 * 24)).map { alert("Archive", "cp", "cp /data/wal /backup", at: $0 * 3600) }
        lines.append(alert("Run shell untrusted", "sh", "sh -c id", at: 14 * 86_400))
        let output = try await Tool.falconer(
            "analyze", "-", "--output", "json", "--summary", "none",
            input: Array((lines.joined(separator: "\n") + "\n").utf8))
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let reports = try output.text.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        try #require(reports.count == 337)
        func said(_ report: [String: Any], _ key: String) throws -> String {
            let assessment = try #require(report["assessment"] as? [String: Any])
            return String(describing: try #require(assessment[key]))
        }
        #expect(
            try said(reports[336], "suspicious").contains(
                "For the first time in the 14 days that are known, postgres starts sh in image db:15."))
        #expect(try said(reports[335], "reassuring").contains("about every 60 minutes"))
        #expect(try !said(reports[335], "suspicious").contains("For the first time"))
        // The first of all is no news.
        #expect(try !said(reports[0], "suspicious").contains("For the first time"))
    }

    // MARK: Reports and exports

    @Test func reportsNameTheirIncident() async throws {
        let output = try await Tool.falconer(
            "analyze", Self.numbered, "--output", "json", "--summary", "none")
        let reports = try output.text.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(reports.count == 592)
        let miner = try #require(
            reports.first { $0["rule"] as? String == "Detect crypto miners using the Stratum protocol" })
        let incident = try #require(miner["incident"] as? [String: Any])
        #expect(incident["severity"] as? String == "critical")
        #expect(incident["needs_attention"] as? Bool == true)
        #expect((incident["alerts"] as? Int ?? 0) > 10)
        let routine = try #require(reports.last { $0["rule"] as? String == "Unexpected UDP Traffic" })
        #expect(routine["incident"] is NSNull)
    }

    @Test func exportsHoldTheIncidents() async throws {
        let directory = try TemporaryDirectory()
        let output = try await Tool.falconer(
            "analyze", Self.numbered, "--output", "none", "--summary", "none", "--export", directory("out"))
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let all = try #require(
            JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: directory("out/incidents.json"))))
                as? [[String: Any]])
        #expect(all.count == 8)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory("out/incidents"))
        for incident in all {
            let id = try #require(incident["id"] as? String)
            #expect(files.contains("\(id).md"))
            #expect(incident["state"] as? String == "ended")
        }
        let page = try String(contentsOfFile: directory("out/incidents.html"), encoding: .utf8)
        #expect(page.contains("8 incidents need attention."))
        let mode = try FileManager.default.attributesOfItem(atPath: directory("out/incidents.json"))[
            .posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func aQuietStreamExportsAnEmptyList() async throws {
        let directory = try TemporaryDirectory()
        _ = try await Tool.falconer(
            "analyze", "-", "--output", "none", "--summary", "none", "--export", directory("out"),
            input: Array("{\"rule\":\"x\"}\n".utf8))
        #expect(try String(contentsOfFile: directory("out/incidents.json"), encoding: .utf8) == "[]\n")
    }
}
