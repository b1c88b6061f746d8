import Foundation
import TestSupport
import Testing

struct DemoTests {
    @Test func theStoryComesOutAndNothingStaysBehind() async throws {
        let directory = try TemporaryDirectory()
        let output = try await Tool.falconer(
            "demo", "--fast", "--output", "report",
            environment: ["TMPDIR": directory.url.path, "HOME": directory.url.path])
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("Drop and execute new binary in container"))
        #expect(output.text.contains("peaceful_mestorf"))
        #expect(output.text.contains("30 alerts"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.url.path).isEmpty)
    }

    @Test func filtersApply() async throws {
        let output = try await Tool.falconer(
            "demo", "--fast", "--output", "line", "--summary", "none", "--min-priority", "critical")
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.split(separator: "\n").count == 5, "\(output.text)")
    }

    @Test func theSameStoryAlwaysReadsTheSame() async throws {
        let first = try await Tool.falconer("demo", "--fast", "--output", "json")
        let second = try await Tool.falconer("demo", "--fast", "--output", "json")
        #expect(first.text == second.text)
        #expect(first.text.split(separator: "\n").count == 30)
    }

    @Test(arguments: [UInt16(40), 80, 120])
    func itFitsTheTerminal(_ columns: UInt16) async throws {
        let output = try await Tool.falconer(
            "demo", "--fast", "--output", "line", environment: ["TERM": "xterm-256color", "NO_COLOR": nil],
            terminal: Terminal(columns: columns))
        #expect(output.exit?.code == 0)
        #expect(output.text.contains("\u{1B}["), "a terminal gets colour")
    }

    @Test func exportedFilesAreWholeAndPrivate() async throws {
        let directory = try TemporaryDirectory()
        let output = try await Tool.falconer(
            "demo", "--fast", "--output", "none", "--export", directory("out"))
        #expect(output.exit?.code == 0, "\(output.errorText)")
        let files = FileManager.default
        let reports = try files.contentsOfDirectory(atPath: directory("out/reports"))
        #expect(reports.count == 30)
        for file in reports.map({ "reports/\($0)" }) + ["summary.json", "summary.md", "summary.csv"] {
            let attributes = try files.attributesOfItem(atPath: directory("out/\(file)"))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(file)")
            #expect((attributes[.size] as? Int ?? 0) > 100, "\(file)")
        }
        #expect(try files.attributesOfItem(atPath: directory("out"))[.posixPermissions] as? Int == 0o700)
    }
}
