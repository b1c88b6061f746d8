import Foundation
import TestSupport
import Testing

struct ChildProcessTests {
    @Test func bytesInComeBackOut() async throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let result = try await Tool.run("cat", input: bytes)
        #expect(result.bytes == bytes)
        #expect(result.exit?.succeeded == true)
    }

    @Test func linesAreTakenAsTheyCome() async throws {
        let cat = try ChildProcess(Tool.find("cat"))
        cat.write("one\ntwo\nthree\n")
        #expect(try await cat.line("two") { $0 == "two" } == "two")
        #expect(try await cat.nextLine() == "one")
        #expect(try await cat.nextLine() == "three")
        cat.closeInput()
        #expect(try await cat.exit().exit?.code == 0)
    }

    @Test func aWaitEndsAtItsDeadline() async throws {
        let cat = try ChildProcess(Tool.find("cat"))
        await #expect(throws: DeadlineExceeded.self) { try await cat.nextLine(within: .milliseconds(20)) }
    }

    @Test func aWaitEndsWithTheProcess() async throws {
        let child = try ChildProcess(Tool.find("sh"), ["-c", "echo gone >&2; exit 3"])
        await #expect(throws: LaunchError.self) { try await child.nextLine() }
        #expect(child.outputSoFar.exit?.code == 3)
        #expect(child.outputSoFar.errorText == "gone\n")
    }

    @Test func aSignalIsTold() async throws {
        let cat = try ChildProcess(Tool.find("cat"))
        cat.signal(SIGTERM)
        #expect(try await cat.exit().exit?.signal == SIGTERM)
    }

    @Test func writingToTheDeadDoesNoHarm() async throws {
        let child = try ChildProcess(Tool.find("true"))
        try await child.exit()
        child.write([UInt8](repeating: 0, count: 1 << 20))
        child.closeInput()
    }

    @Test func aMissingProgramIsAnError() {
        #expect(throws: LaunchError.self) { try ChildProcess(URL(filePath: "/nowhere/nothing")) }
    }

    @Test func theDirectoryAndTheEnvironmentAreGiven() async throws {
        let directory = try TemporaryDirectory()
        let result = try await Tool.run(
            "sh", ["-c", "pwd; echo \"$COLOUR-${HOME-none}\""], environment: ["COLOUR": "red", "HOME": nil],
            directory: directory.url)
        #expect(result.text == "\(directory.url.path)\nred-none\n")
    }

    @Test func aProcessRunsOnATerminalOfThatSize() async throws {
        let result = try await Tool.run(
            Tool.find("sh"), ["-c", "stty size; test -t 0 && test -t 1 && test -t 2 && tty >/dev/tty"],
            terminal: Terminal(columns: 72, rows: 20))
        #expect(result.text.hasPrefix("20 72\r\n/dev/pts/"), "\(result.text)")
        #expect(result.exit?.succeeded == true)
    }

    @Test func errorsCanBeKeptOffTheTerminal() async throws {
        let result = try await Tool.run(
            Tool.find("sh"), ["-c", "echo data; echo trouble >&2"], terminal: Terminal(errorsApart: true))
        #expect(result.text == "data\r\n")
        #expect(result.errorText == "trouble\n")
    }

    @Test func aTemporaryDirectoryGoesWithItsObject() throws {
        var directory: TemporaryDirectory? = try TemporaryDirectory()
        let path = try #require(directory?.url.path)
        #expect(path.utf8.count < 60)
        try Data().write(to: URL(filePath: path).appending(path: "file"))
        directory = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
