import FalcoAlerts
import Foundation
import TestSupport
import Testing

/// The first example of the documentation compiles, runs and prints what it says.
struct DocumentationTests {
    private var printed: [String] = []

    @Test mutating func theFirstExampleDoesWhatItSays() throws {
        try example()
        #expect(printed == Self.promised)
    }

    @Test func theExampleIsTheOneInTheDocumentation() throws {
        let page = try String(
            contentsOf: Tool.root.appending(path: "Sources/FalcoAlerts/FalcoAlerts.docc/FalcoAlerts.md"),
            encoding: .utf8)
        let example = try #require(page.split(separator: "```swift\n").last?.split(separator: "```").first)
        let lines = example.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let own = try String(contentsOfFile: #filePath, encoding: .utf8)
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let start = try #require(own.firstIndex { $0.hasPrefix("// An alert as Falco would") })
        let expected = lines.drop { !$0.hasPrefix("// An alert as Falco would") }
        let code = expected.prefix { !Self.promised.contains(String($0.dropFirst(3))) }
        #expect(Array(own[start...].prefix(code.count)) == Array(code))
        #expect(expected.dropFirst(code.count).map { String($0.dropFirst(3)) } == Self.promised)
    }

    private static let promised = [
        "2026-11-22T19:41:09.322Z Terminal shell in container web",
        "A shell was spawned | container_name=web",
    ]

    private mutating func print(_ parts: String...) {
        printed.append(parts.joined(separator: " "))
    }

    private mutating func example() throws {
        // An alert as Falco would send it over gRPC, made from values here.
        var builder = try AlertBatchBuilder()
        try builder.append(
            AlertValues(
                time: Timestamp(seconds: 1_795_376_469, nanoseconds: 322_503_878),
                priority: .critical,
                rule: "Terminal shell in container",
                output: "19:41:09.322503878: Critical A shell was spawned | container_name=web",
                fields: [("container.name", "web"), ("proc.name", "bash"), ("k8s.pod.name", "<NA>")],
                hostname: "node1",
                tags: ["T1059", "shell"]))
        guard let sent = try builder.take() else { return }
        let message = try sent[0].encoded()

        // Decoding takes any number of messages; `take` gives them as one batch.
        try builder.decode(message)
        guard let batch = try builder.take() else { return }
        for alert in batch where alert.priority.isAtLeast(.error) {
            print(alert.time?.rfc3339(digits: 3) ?? "no time", alert.rule, alert["container.name"] ?? "host")
            print(alert.text)
        }
    }
}
