import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs

/// Following a file through whatever happens to it.
struct FollowedFileSourceTests {
    let directory: TemporaryDirectory
    let log: Log

    init() throws {
        directory = try TemporaryDirectory()
        log = Log(path: directory("events.json"))
    }

    // MARK: Where it begins

    @Test func onlyWhatComesIsNew() async throws {
        try log.append("old")
        let following = Following(log.path)
        #expect(try await following.opened().why == .end)
        try log.append("one", "two")
        #expect(try await following.rules(2) == ["one", "two"])
        let seen = try await following.end()
        #expect(seen.error == nil)
        #expect(following.source.counts.received == 2)
        #expect(following.losses.isEmpty)
    }

    @Test func fromTheStartAllIsRead() async throws {
        try log.append("old")
        let following = Following(log.path, fromStart: true)
        try log.append("one")
        #expect(try await following.rules(2) == ["old", "one"])
    }

    /// The writer is in the middle of a line when the reader comes.
    @Test func aLineThatHasBegunIsReadWhole() async throws {
        try log.append(text: "{\"rule\":\"old\"}\n{\"rule\":\"he")
        let following = Following(log.path)
        try await following.opened()
        try log.append(text: "re\"}\n")
        #expect(try await following.rules(1) == ["here"])
        #expect(following.undecodable.isEmpty)
    }

    @Test func halfALineWaitsForItsEnd() async throws {
        let following = Following(log.path)
        _ = try await following.waiting()
        try log.append(text: "{\"rule\":")
        try await following.opened()
        try log.append(text: "\"one\"}")
        try log.append(text: "\n{\"rule\":\"two\"}\n{")
        #expect(try await following.rules(2) == ["one", "two"])
        try await following.end()
        #expect(following.undecodable.isEmpty, "what is half said is no odd line")
    }

    @Test func aFileThatIsNotThereIsWaitedFor() async throws {
        let inside = Log(path: directory("not/yet/events.json"))
        let following = Following(inside.path)
        #expect(try await following.waiting().contains("directory"))
        try FileManager.default.createDirectory(
            atPath: directory("not/yet"), withIntermediateDirectories: true)
        try inside.append("one")
        #expect(try await following.rules(1) == ["one"])
    }

    @Test func oddLinesAreCountedWithTheirNumbers() async throws {
        try log.append("old")
        let following = Following(log.path)
        let begun = try await following.opened()
        try log.append(text: "nonsense\n\n{\"rule\":\"one\"}\nmore\n{\"rule\":\"two\"}\n")
        _ = try await following.rules(2)
        #expect(following.undecodable.map(\.line) == [1, 4])
        #expect(following.undecodable.first?.input == "\(log.path) (from byte \(begun.byte))")
        #expect(following.source.counts.undecodable == 2)
        #expect(following.source.counts.received == 4)
    }

    // MARK: Rotation

    @Test func renamedAndMadeAnew() async throws {
        let following = Following(log.path, fromStart: true)
        try log.append("one")
        _ = try await following.rules(1)
        // Falco writes to the old file until it is told.
        try log.rename(to: log.path + ".1")
        try Log(path: log.path + ".1").append("two")
        try log.append(text: "")
        try Log(path: log.path + ".1").append("three")
        _ = try await following.rules(3)
        try log.append("four")
        #expect(try await following.rules(4) == ["one", "two", "three", "four"])
        #expect(following.losses.isEmpty)
    }

    @Test func whatTheOldFileGotLastComesFirst() async throws {
        try log.append("one")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        try log.append("two")
        try log.rename(to: log.path + ".1")
        try log.append("three")
        try log.append("four")
        #expect(try await following.rules(4) == ["one", "two", "three", "four"])
    }

    @Test func severalRotationsAtOnce() async throws {
        try log.append("0")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        for number in 1...5 {
            for old in stride(from: number - 1, to: 0, by: -1) {
                try Log(path: "\(log.path).\(old)").rename(to: "\(log.path).\(old + 1)")
            }
            try log.rename(to: "\(log.path).1")
            try log.append("\(number)")
        }
        #expect(try await following.rules(6) == (0...5).map(String.init))
        #expect(following.losses.isEmpty)
    }

    @Test func anOlderFileBesideItIsNotRead() async throws {
        try Log(path: log.path + ".1").append("yesterday")
        try Log(path: log.path + ".bak").append("copy")
        try log.append("one")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        try Log(path: log.path + ".1").rename(to: log.path + ".2")
        try log.rename(to: log.path + ".1")
        try log.append("two")
        #expect(try await following.rules(2) == ["one", "two"])
        try await following.end()
        #expect(following.seen.state.rules == ["one", "two"])
    }

    @Test func removedAndMadeAnew() async throws {
        try log.append("one")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        log.remove()
        #expect(try await following.waiting().contains("no such file"))
        try log.append("two")
        #expect(try await following.rules(2) == ["one", "two"])
    }

    @Test func theDirectoryGoesAndComesBack() async throws {
        let inside = Log(path: directory("logs/events.json"))
        try FileManager.default.createDirectory(atPath: directory("logs"), withIntermediateDirectories: false)
        try inside.append("one")
        let following = Following(inside.path, fromStart: true)
        _ = try await following.rules(1)
        try FileManager.default.moveItem(atPath: directory("logs"), toPath: directory("old"))
        _ = try await following.waiting()
        try FileManager.default.createDirectory(atPath: directory("logs"), withIntermediateDirectories: false)
        try inside.append("two")
        #expect(try await following.rules(2) == ["one", "two"])
    }

    // MARK: Truncation

    @Test func emptied() async throws {
        try log.append("one", "two")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(2)
        try log.truncate()
        try log.append("3")
        #expect(try await following.rules(3) == ["one", "two", "3"])
        #expect(following.losses.count == 1, "what came just before it was emptied nobody knows")
    }

    /// It is longer than before when it is looked at again.
    @Test func emptiedAndGrownBeyondThePlace() async throws {
        try log.append("one")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        let file = open(log.path, O_RDWR)
        defer { close(file) }
        // In one step for the reader: what was read is written over.
        let lines = Array("{\"rule\":\"a much longer one\"}\n{\"rule\":\"two\"}\n".utf8)
        #expect(pwrite(file, lines, lines.count, 0) == lines.count)
        #expect(try await following.rules(3) == ["one", "a much longer one", "two"])
    }

    @Test func copiedAndEmptied() async throws {
        try log.append("one")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        try log.append("two")
        try FileManager.default.copyItem(atPath: log.path, toPath: log.path + ".1")
        try log.truncate()
        try log.append("three")
        #expect(try await following.rules(3) == ["one", "two", "three"])
        #expect(following.losses.isEmpty, "the copy has all")
    }

    /// A writer that does not append leaves a hole where the old content was.
    @Test func emptiedUnderAWriterThatKeepsItsPlace() async throws {
        let file = open(log.path, O_RDWR | O_CREAT, 0o644)
        defer { close(file) }
        func write(_ text: String) { _ = Foundation.write(file, text, text.utf8.count) }
        write("{\"rule\":\"one\"}\n")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        try log.truncate()
        write("{\"rule\":\"two\"}\n")
        #expect(try await following.rules(2) == ["one", "two"])
        #expect(following.undecodable.isEmpty)
    }

    // MARK: What stands there instead

    @Test(arguments: ["pipe", "directory", "link"])
    func whatIsNoFileIsRefused(_ kind: String) async throws {
        switch kind {
        case "pipe": mkfifo(log.path, 0o600)
        case "directory": mkdir(log.path, 0o700)
        default: symlink("/etc/passwd", log.path)
        }
        let seen = try await Following(log.path, fromStart: true).over()
        guard case .input(let error) = seen.error else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .unreadable)
        #expect(error.message.contains(kind))
    }

    @Test(arguments: ["pipe", "directory", "link"])
    func whatTakesItsPlaceIsWaitedOut(_ kind: String) async throws {
        try log.append("one")
        let following = Following(log.path, fromStart: true)
        _ = try await following.rules(1)
        try log.rename(to: log.path + ".1")
        switch kind {
        case "pipe": mkfifo(log.path, 0o600)
        case "directory": mkdir(log.path, 0o700)
        default: symlink("/etc/passwd", log.path)
        }
        _ = try await following.event("the refusal") {
            if case .waiting(_, let reason) = $0, reason.contains(kind) { reason } else { nil }
        }
        #expect(kind == "directory" ? rmdir(log.path) == 0 : unlink(log.path) == 0)
        try log.append("two")
        #expect(try await following.rules(2) == ["one", "two"])
    }

    // MARK: Without notices

    @Test func withoutNoticesItLooksFromTimeToTime() async throws {
        try log.append("one")
        let following = Following(log.path, fromStart: true, usesNotices: false)
        _ = try await following.rules(1)
        _ = try await following.event("the word") {
            if case .impaired(_, let reason) = $0 { reason } else { nil }
        }
        try log.append("two")
        try log.rename(to: log.path + ".1")
        try log.append("three")
        #expect(try await following.rules(3) == ["one", "two", "three"])
    }

    // MARK: At full speed

    @Test(arguments: ["shift", "late", "dated", "copytruncate", "none"])
    func everyAlertOnceAndInOrderWhileAWriterRotates(_ mode: String) async throws {
        let following = Following(log.path, fromStart: true)
        _ = try await following.waiting()
        let lines = 60_000
        let writer = try ChildProcess(
            Tool.python,
            [
                Fixtures.tests.appending(path: "Peers/rotating_writer.py").path, log.path, mode, "\(lines)",
                "997",
            ])
        #expect(try await writer.exit(within: .seconds(120)).exit?.succeeded == true)
        let rules = (try? await following.rules(lines)) ?? following.seen.state.rules
        #expect(Self.runs(rules) == "1...\(lines)")
        #expect(following.losses.isEmpty)
        #expect(following.undecodable.isEmpty)
        #expect(following.source.counts.received == lines)
    }

    /// The numbers in few words: `1...997, 1995...60000`.
    private static func runs(_ rules: [String]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in rules.compactMap({ Int($0) }) {
            if let last = runs.last, number == last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs.prefix(20).map { "\($0)" }.joined(separator: ", ")
    }

    /// Where files are gone before they can be read, that is said, and what came stays in order.
    @Test func filesThatAreGoneTooSoonAreMissed() async throws {
        let following = Following(log.path, fromStart: true)
        _ = try await following.waiting()
        let lines = 60_000
        let writer = try ChildProcess(
            Tool.python,
            [
                Fixtures.tests.appending(path: "Peers/rotating_writer.py").path, log.path, "delete",
                "\(lines)",
                "97",
            ])
        #expect(try await writer.exit(within: .seconds(120)).exit?.succeeded == true)
        let rules = try await following.seen.first(within: .seconds(60), "the last alert") {
            $0.rules.last == "60000" ? $0.rules : nil
        }.compactMap { Int($0) }
        let isInOrder = zip(rules, rules.dropFirst()).allSatisfy { $0 < $1 }
        #expect(isInOrder)
        #expect(rules.count == lines || !following.losses.isEmpty)
    }
}
