import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs

/// Going on where the last run ended.
struct FollowedFileResumeTests {
    let directory: TemporaryDirectory
    let log: Log
    var state: String { directory("state") }

    init() throws {
        directory = try TemporaryDirectory()
        log = Log(path: directory("events.json"))
    }

    /// What a run gives that ends after so many alerts.
    @discardableResult
    private func run(_ count: Int) async throws -> [String] {
        let following = Following(log.path, fromStart: true, state: state)
        _ = try await following.rules(count)
        return try await following.end().rules
    }

    @Test func theNextRunGoesOn() async throws {
        try log.append("one", "two")
        #expect(try await run(2) == ["one", "two"])
        try log.append("three")
        let following = Following(log.path, state: state)
        #expect(try await following.rules(1) == ["three"])
        #expect(try await following.opened().why == .saved)
        #expect(following.losses.isEmpty)
        // While it runs, files come and go there.
        try await following.end()
        let mode = try FileManager.default.attributesOfItem(atPath: state)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        for file in try FileManager.default.contentsOfDirectory(atPath: state) {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(state)/\(file)")[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
    }

    /// Nothing came while it ran, and something before the next run.
    @Test func aRunThatSawNothingIsGoneOnFrom() async throws {
        try log.append("old")
        let quiet = Following(log.path, state: state)
        try await quiet.opened()
        try await quiet.end()
        try log.append("new")
        #expect(try await Following(log.path, state: state).rules(1) == ["new"])
    }

    /// It waited, and what came then was rotated before the next run.
    @Test func aRunThatWaitedIsGoneOnFrom() async throws {
        let waiting = Following(log.path, state: state)
        _ = try await waiting.waiting()
        try await waiting.end()
        try log.append("one")
        try log.rename(to: log.path + ".1")
        try log.append("two")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(2) == ["one", "two"])
        #expect(next.losses.isEmpty)
    }

    @Test func halfALineIsReadByTheNextRun() async throws {
        try log.append(text: "{\"rule\":\"one\"}\n{\"rule\":")
        try await run(1)
        try log.append(text: "\"two\"}\n")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(1) == ["two"])
        #expect(next.undecodable.isEmpty)
    }

    @Test func whatWasNotTakenComesAgain() async throws {
        try log.append("one", "two", "three")
        let first = Following(log.path, fromStart: true, state: state, stopsAt: 1)
        #expect(try await first.over().error == nil)
        #expect(try await run(3) == ["one", "two", "three"])
    }

    /// Each run takes a part of what it reads at once.
    @Test func theNextRunGoesOnBehindTheLastThatWasTaken() async throws {
        try log.append("1", "2")
        try log.append(text: "nonsense\n\n{\"rule\":\"3\"}\r\n")
        try log.append("4", "5", "6", "7")
        try log.append(text: "{\"rule\":\"8\"}")
        for (count, rules) in [(1, ["1"]), (2, ["2", "3"]), (1, ["4"]), (3, ["5", "6", "7"])] {
            let run = Following(log.path, fromStart: true, state: state, takes: count)
            #expect(try await run.over().error == nil)
            #expect(run.seen.state.rules == rules)
            #expect(run.source.counts.received - run.source.counts.undecodable == count)
            #expect(run.losses.isEmpty)
        }
        try log.append(text: "\nnonsense\n")
        try log.append("9")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(2) == ["8", "9"])
        #expect(next.undecodable.map(\.line) == [11], "lines are counted on")
    }

    /// More than is read at once, so that a place lies behind a line that began in an earlier piece.
    @Test func aPlaceIsFoundInAnyPiece() async throws {
        let padding = String(repeating: "x", count: 700)
        try log.append(text: (1...2000).map { "{\"rule\":\"\($0)\",\"output\":\"\(padding)\"}\n" }.joined())
        var seen: [String] = []
        for count in [1, 365, 1, 700, 400] {
            let run = Following(log.path, fromStart: true, state: state, takes: count)
            seen += try await run.over().rules
            #expect(run.losses.isEmpty)
        }
        #expect(seen == (1...1467).map(String.init))
    }

    @Test func lineNumbersGoOn() async throws {
        try log.append("one", "two")
        try await run(2)
        try log.append(text: "nonsense\n{\"rule\":\"three\"}\n")
        let next = Following(log.path, state: state)
        _ = try await next.rules(1)
        #expect(next.undecodable.map(\.line) == [3])
    }

    // MARK: Rotated in between

    @Test func theRemainderOfARotatedFileComesFirst() async throws {
        try log.append("one")
        try await run(1)
        try log.append("two")
        try log.rename(to: log.path + ".1")
        try log.append("three")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(2) == ["two", "three"])
        #expect(next.losses.isEmpty)
    }

    @Test func severalRotationsInBetween() async throws {
        try Log(path: log.path + ".1").append("long ago")
        try log.append("one")
        try await run(1)
        try log.append("two")
        try Log(path: log.path + ".1").rename(to: log.path + ".4")
        try log.rename(to: log.path + ".3")
        try log.append("three")
        try log.rename(to: log.path + ".2")
        try log.append("four")
        try log.rename(to: log.path + ".1")
        try log.append("five")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(4) == ["two", "three", "four", "five"])
        #expect(next.losses.isEmpty)
    }

    @Test func rotatedAndNothingNewYet() async throws {
        try log.append("one")
        try await run(1)
        try log.append("two")
        try log.rename(to: log.path + "-20261122")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(1) == ["two"])
        try log.append("three")
        #expect(try await next.rules(2) == ["two", "three"])
    }

    @Test func copiedAndEmptiedInBetween() async throws {
        try log.append("one")
        try await run(1)
        try log.append("two")
        try FileManager.default.copyItem(atPath: log.path, toPath: log.path + ".1")
        try log.truncate()
        try log.append("three")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(2) == ["two", "three"])
        #expect(next.losses.isEmpty)
    }

    @Test func compressedInBetween() async throws {
        try log.append("one")
        try await run(1)
        try log.append("two")
        try log.rename(to: log.path + ".1")
        _ = try await Tool.run("gzip", [log.path + ".1"])
        // gzip keeps the file's time, which is before the place was saved.
        utimes(log.path + ".1.gz", nil)
        try log.append("three")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(1) == ["three"])
        #expect(next.losses.count == 1)
        #expect(next.losses.first?.contains("events.json.1.gz") == true)
    }

    /// The same inode, other content: nothing of it is passed over.
    @Test func anotherFileWithTheSameNumber() async throws {
        try log.append("one", "two", "three")
        try await run(3)
        try log.truncate()
        try log.append("a", "b", "c", "d", "e", "f", "g", "h")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(8) == ["a", "b", "c", "d", "e", "f", "g", "h"])
        #expect(next.losses.count == 1)
    }

    /// Restored from a backup, or on a file system that numbers anew.
    @Test func theSameContentInAnotherFile() async throws {
        try log.append("one", "two")
        try await run(2)
        try FileManager.default.copyItem(atPath: log.path, toPath: directory("copy"))
        log.remove()
        try Log(path: directory("copy")).rename(to: log.path)
        try log.append("three")
        let next = Following(log.path, state: state)
        #expect(try await next.rules(1) == ["three"])
        #expect(next.losses.isEmpty)
    }

    // MARK: The state itself

    @Test func aDamagedPlaceIsSaid() async throws {
        try log.append("one")
        try await run(1)
        for file in try FileManager.default.contentsOfDirectory(atPath: state) where !file.hasSuffix(".lock")
        {
            try "falconer-place 1\nplace 99999999999999999999 0\n".write(
                toFile: "\(state)/\(file)", atomically: false, encoding: .utf8)
        }
        try log.append("two")
        let next = Following(log.path, fromStart: true, state: state)
        #expect(try await next.rules(2) == ["one", "two"])
        let word = try await next.event("the word") {
            if case .impaired(_, let reason) = $0 { reason } else { nil }
        }
        #expect(word.contains("damaged"))
    }

    @Test func twoThatFollowOneFileDoNotShareAPlace() async throws {
        try log.append("one")
        let first = Following(log.path, fromStart: true, state: state)
        _ = try await first.rules(1)
        let second = Following(log.path, fromStart: true, state: state)
        #expect(try await second.rules(1) == ["one"])
        let word = try await second.event("the word") {
            if case .impaired(_, let reason) = $0 { reason } else { nil }
        }
        #expect(word.contains("another falconer"))
        try await second.end()
        try await first.end()
        try log.append("two")
        #expect(try await Following(log.path, state: state).rules(1) == ["two"])
    }

    @Test func aStateThatCannotBeKeptIsSaidAndTheRunGoesOn() async throws {
        try "a file".write(toFile: state, atomically: false, encoding: .utf8)
        try log.append("one")
        let following = Following(log.path, fromStart: true, state: state)
        #expect(try await following.rules(1) == ["one"])
        let word = try await following.event("the word") {
            if case .impaired(_, let reason) = $0 { reason } else { nil }
        }
        #expect(word.contains(state))
    }

    @Test func aLinkInPlaceOfThePlaceIsNotFollowed() async throws {
        try log.append("one")
        try await run(1)
        let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: state).first { !$0.hasSuffix(".lock") })
        try "precious".write(toFile: directory("precious"), atomically: false, encoding: .utf8)
        unlink("\(state)/\(file)")
        symlink(directory("precious"), "\(state)/\(file)")
        try await run(1)
        #expect(try String(contentsOfFile: directory("precious"), encoding: .utf8) == "precious")
    }
}
