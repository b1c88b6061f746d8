import FalcoAlerts
import Foundation
import Outputs
import TestSupport
import Testing

@testable import Analysis

@Suite struct ExportDirectoryTests {
    private let root = FileManager.default.temporaryDirectory.appending(
        path: "falconer-export-\(UUID().uuidString)")

    private func inTemporaryDirectory(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        try body()
    }

    private func files(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path).sorted()
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: root.appending(path: path).path)[.posixPermissions]
            as? Int
    }

    @Test func writesReportsAndSummaries() throws {
        try inTemporaryDirectory {
            var export = try ExportDirectory(path: root.path + "/out/")
            try export.write(try Samples.report())
            try export.write(try Samples.report())
            try export.write(try Samples.emptyReport())
            try export.write(Samples.summary())
            try export.synchronize()
            let id = try Samples.report().id
            let name = "20261122T194109.322Z-drop-and-execute-new-binary-in-container-\(id).md"
            #expect(try files("out/reports") == [name, "no-time-alert-\(try Samples.emptyReport().id).md"])
            #expect(
                try files("out") == ["incidents", "reports", "summary.csv", "summary.json", "summary.md"])
            #expect(export.written == 6 && export.failed == 0)
            var markdown: [UInt8] = []
            MarkdownRenderer(incidents: "../incidents").report(try Samples.report(), into: &markdown)
            #expect(try Array(Data(contentsOf: root.appending(path: "out/reports/\(name)"))) == markdown)
            #expect(try mode("out") == 0o700 && mode("out/reports") == 0o700)
            #expect(try mode("out/reports/\(name)") == 0o600 && mode("out/summary.csv") == 0o600)
        }
    }

    @Test func writesIncidentsAndLeadsToThem() throws {
        try inTemporaryDirectory {
            var export = try ExportDirectory(path: root.path + "/out")
            let incidents = try Samples.capturedIncidents(withNumbers: true)
            for incident in incidents { try export.write(incident) }
            var report = try Samples.report()
            report.incident = Report.IncidentLink(
                id: incidents[0].id, alerts: 12, severity: "critical", needsAttention: true)
            try export.write(report)
            try export.write(merged: AlertDigest(value: 7), into: incidents[0])
            try export.write(all: incidents, omitted: 3)
            #expect(
                try files("out/incidents")
                    == (incidents.map { "\($0.id).md" } + ["0000000000000007.md"]).sorted())
            let name = try #require(try files("out/reports").first)
            let markdown = try String(
                contentsOf: root.appending(path: "out/reports/\(name)"), encoding: .utf8)
            // The way leads from where the report lies.
            let link = try #require(markdown.firstMatch(of: /\]\((\.\.\/incidents\/[0-9a-f]{16}\.md)\)/)?.1)
            #expect(FileManager.default.fileExists(atPath: root.path + "/out/reports/" + link))
            let moved = try String(
                contentsOf: root.appending(path: "out/incidents/0000000000000007.md"), encoding: .utf8)
            #expect(moved.contains("(\(incidents[0].id).md)"))
            let all = try JSONValue(
                parsing: Array(Data(contentsOf: root.appending(path: "out/incidents.json"))))
            #expect(all.elements.count == incidents.count)
            let page = try String(contentsOf: root.appending(path: "out/incidents.html"), encoding: .utf8)
            #expect(page.contains("\(incidents.count + 3) incidents need attention."))
            #expect(page.contains("3 of them are left out here"))
            #expect(try mode("out/incidents") == 0o700 && mode("out/incidents.html") == 0o600)
        }
    }

    @Test func aLinkInPlaceOfTheIncidentsIsRefused() throws {
        try inTemporaryDirectory {
            let manager = FileManager.default
            for path in ["real", "out"] {
                try manager.createDirectory(at: root.appending(path: path), withIntermediateDirectories: true)
            }
            try manager.createSymbolicLink(
                atPath: root.path + "/out/incidents", withDestinationPath: root.path + "/real")
            #expect(throws: OutputError.self) { _ = try ExportDirectory(path: root.path + "/out") }
            #expect(try files("real").isEmpty)
        }
    }

    @Test func namesStayInTheDirectory() throws {
        try inTemporaryDirectory {
            var export = try ExportDirectory(path: root.path + "/out")
            let hostile =
                HostileValues.strings.filter { $0.utf8.count < 2000 } + [
                    "../../x", "/etc/x", "..", "a/../../b", HostileValues.huge,
                ]
            for value in hostile { try export.write(try Samples.hostileReport(value)) }
            #expect(try files("") == ["out"])
            #expect(try files("out") == ["incidents", "reports"])
            for name in try files("out/reports") {
                #expect(name.wholeMatch(of: /[0-9A-Za-z.\-]+\.md/) != nil && name.utf8.count < 120, "\(name)")
            }
        }
    }

    @Test func linksAreRefused() throws {
        try inTemporaryDirectory {
            let manager = FileManager.default
            let victim = root.appending(path: "victim")
            try Data("keep".utf8).write(to: victim)
            try manager.createDirectory(at: root.appending(path: "real"), withIntermediateDirectories: true)
            try manager.createSymbolicLink(
                atPath: root.path + "/link", withDestinationPath: root.path + "/real")
            for path in ["/link", "/link/", "/link//"] {
                let error = #expect(throws: OutputError.self) {
                    _ = try ExportDirectory(path: root.path + path)
                }
                #expect(error?.code == .refused && error?.code.exitStatus == 73)
            }
            try manager.createDirectory(at: root.appending(path: "out"), withIntermediateDirectories: true)
            try manager.createSymbolicLink(
                atPath: root.path + "/out/reports", withDestinationPath: root.path + "/real")
            #expect(throws: OutputError.self) { _ = try ExportDirectory(path: root.path + "/out") }
            try manager.removeItem(atPath: root.path + "/out/reports")

            var export = try ExportDirectory(path: root.path + "/out")
            try manager.createSymbolicLink(
                atPath: root.path + "/out/summary.json", withDestinationPath: victim.path)
            let error = #expect(throws: OutputError.self) { try export.write(Samples.summary()) }
            #expect(error?.code == .refused && error?.message.contains("symbolic link") == true)
            #expect(try String(contentsOf: victim, encoding: .utf8) == "keep")
            #expect(export.failed == 1 && export.lastError != nil)
            #expect(try files("real").isEmpty)
            #expect(try files("out") == ["incidents", "reports", "summary.json"])
        }
    }

    @Test func aDirectoryThatGoesAwayIsAnErrorAndNoEnd() throws {
        try inTemporaryDirectory {
            var export = try ExportDirectory(path: root.path + "/out")
            try FileManager.default.removeItem(at: root.appending(path: "out"))
            let error = #expect(throws: OutputError.self) { try export.write(try Samples.report()) }
            #expect(error?.code == .cannotCreate)
            #expect(export.failed == 1)
            try export.reopen()
            try export.write(try Samples.report())
            #expect(export.written == 1 && export.failed == 1)
            #expect(try files("out/reports").count == 1)
        }
    }

    @Test func whatIsNoDirectoryIsAnError() throws {
        try inTemporaryDirectory {
            try Data().write(to: root.appending(path: "file"))
            #expect(throws: OutputError.self) { _ = try ExportDirectory(path: root.path + "/file") }
            #expect(throws: OutputError.self) { _ = try ExportDirectory(path: root.path + "/a/b/c") }
            #expect(throws: OutputError.self) { _ = try ExportDirectory(path: "/proc/falconer") }
            #expect(throws: OutputError.self) { _ = try ExportDirectory(path: "") }
        }
    }
}
