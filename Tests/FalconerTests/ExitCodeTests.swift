import Foundation
import TestSupport
import Testing

/// What goes wrong says so, and exits as the documentation promises.
struct ExitCodeTests {
    @Test(arguments: [
        ["attach", "--no-such-flag"], ["attach", "--min-priority", "severe"], ["attach", "--count", "0"],
        ["attach", "--output", "xml"], ["attach", "--field", "no-equals-sign"], ["attach", "--width", "3"],
        ["attach", "--address", "host-without-port", "--ca", "a", "--cert", "b", "--key", "c"],
        ["attach", "--address", "h:1"], ["attach", "--socket", "a", "--address", "h:1"],
        ["attach", "--ca", "x"],
        ["attach", "--poll-interval", "1ns"], ["attach", "--get", "--poll-interval", "1s"],
        ["attach", "--listen-http", "2801"], ["attach", "--listen-http", "::1:2801"],
        ["attach", "--listen-http", "0.0.0.0:2801"], ["attach", "--listen-http", "[::]:2801"],
        ["attach", "--listen-http", ":0", "--listen-http-cert", "c"],
        ["attach", "--listen-http", ":0", "--listen-http-client-ca", "c"],
        ["attach", "--listen-http", ":0", "--listen-http-timeout", "0.5"],
        ["attach", "--listen-http-token", "t"], ["attach", "--listen-http-open"],
        ["attach", "--listen-http", ":0", "--get"],
        ["attach", "--listen-http", "127.0.0.1:0", "--listen-http", "127.0.0.1:0"],
        ["attach", "--socket", "/a", "--socket=/b"], ["attach", "-", "--record", "a", "--record", "b"],
        ["demo", "--count", "1", "--count", "2"], ["doctor", "--socket", "/a", "--socket", "/b"],
        ["attach", "-", "--no-reconnect"], ["attach", "-", "--poll-interval", "1s"],
        ["attach", "--listen-http", ":0", "--poll-interval", "1s"],
        ["attach", "-", "--summary", "none", "--summary-every", "1s"],
        ["attach", "--listen-http", "127.0.0.1:0", "--listen-http-open"],
        ["attach", "--listen-http", "localhost:0", "--listen-http-open"],
        ["attach", "--listen-http", "0.0.0.0:0", "--listen-http-open", "--listen-http-token", "t"],
        ["attach", "-", "--max-alert-size", "0"], ["attach", "-", "--max-alert-size", "17"],
        ["demo", "--rate", "0"], ["nonsense"],
    ])
    func wrongUsage(_ arguments: [String]) async throws {
        let output = try await Tool.run(Tool.falconer, arguments)
        #expect(output.exit?.code == 64, "\(arguments): \(output.errorText)")
        #expect(!output.errorText.isEmpty)
        #expect(output.text.isEmpty)
    }

    @Test func whatMayBeRepeatedIsNoFault() async throws {
        let output = try await Tool.falconer(
            "demo", "--fast", "--output", "none", "--summary", "none", "--rule", "a", "--rule", "b",
            "--not-tag=x", "--not-tag", "y")
        #expect(output.exit?.code == 0, "\(output.errorText)")
    }

    @Test func allFaultsAreSaidAtOnce() async throws {
        let output = try await Tool.falconer("attach", "--count", "0", "--width", "3", "--field", "x")
        #expect(output.errorText.contains("--count"))
        #expect(output.errorText.contains("--width"))
        #expect(output.errorText.contains("field"))
    }

    @Test func aMissingSocketIsSaidByName() async throws {
        let directory = try TemporaryDirectory()
        let output = try await Tool.falconer("attach", "--no-reconnect", "--socket", directory("falco.sock"))
        #expect(output.exit?.code == 69)
        #expect(output.errorText.contains(directory("falco.sock")))
        #expect(output.text.isEmpty, "there is nothing to sum up")
    }

    @Test(arguments: [
        ["--duration", "300ms"], ["--idle-exit", "0.3"], ["--duration", "0.2s", "--fail-on", "debug"],
    ])
    func aFalcoThatWasNeverReachedIsNoSuccess(_ ending: [String]) async throws {
        let directory = try TemporaryDirectory()
        let output = try await Tool.run(
            Tool.falconer, ["attach", "--socket", directory("falco.sock")] + ending)
        #expect(output.exit?.code == 69)
        #expect(output.errorText.contains("was not reached"))
        #expect(output.text.isEmpty)
    }

    @Test func anUnusableQuarantineStopsTheRun() async throws {
        let output = try await Tool.falconer(
            "demo", "--fast", "--output", "none", "--quarantine", "/dev/null/q.hex")
        #expect(output.exit?.code == 73, "\(output.errorText)")
    }

    @Test func aClosedStandardOutputIsNobodysFile() async throws {
        let output = try await Tool.run(
            "sh", ["-c", "exec \"$0\" demo --fast --output line >&-", Tool.falconer.path])
        #expect(output.exit?.code == 0, "\(output.errorText)")
    }

    @Test(arguments: ["0", "0s", "-1", "x", "1x", "1h30", "", "1e3", "inf", "0x10", "4000d"])
    func badDurationsAreRefused(_ text: String) async throws {
        let output = try await Tool.falconer("demo", "--fast", "--output", "none", "--duration=\(text)")
        #expect(output.exit?.code == 64, "\(text): \(output.errorText)")
    }

    @Test func durationsMayBeOfSeveralUnits() async throws {
        let output = try await Tool.falconer("demo", "--fast", "--output", "none", "--duration", "1h30m0.5s")
        #expect(output.exit?.code == 0, "\(output.errorText)")
    }

    @Test func aPlainFileIsNoSocket() async throws {
        let directory = try TemporaryDirectory()
        try Data("x".utf8).write(to: URL(filePath: directory("falco.sock")))
        let output = try await Tool.falconer("attach", "--socket", directory("falco.sock"))
        #expect(output.exit?.code == 69)
        #expect(output.errorText.contains("not a socket"))
    }

    @Test func aServerThatIsNoFalcoIsSaidToBeNone() async throws {
        let web = try await HostileFalco("http1")
        let stranger = try await FakeFalco()
        try await stranger.fail("UNIMPLEMENTED", "unknown service")
        for socket in [web.socket, stranger.address] {
            let output = try await Tool.falconer("attach", "--socket", socket)
            #expect(output.exit?.code == 69, "\(output.errorText)")
            #expect(output.errorText.contains(socket), "\(output.errorText)")
        }
    }

    @Test func aSocketOfOthersNeedsPermission() async throws {
        let directory = try TemporaryDirectory()
        let falco = try await FakeFalco(socket: directory("falco.sock"))
        for (path, mode) in [(directory("falco.sock"), 0o755), (directory.url.path, 0o755)] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        // Someone else than the socket's owner: nobody, when the tests run as root.
        let output = try await Tool.falconerAsNobody(["attach", "--socket", falco.address], in: directory)
        #expect(output.exit?.code == 77, "\(output.errorText)")
        #expect(output.errorText.contains("root") || output.errorText.contains("group"))
    }

    @Test func anExportThatCannotBeMadeEndsTheRunAtOnce() async throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(filePath: directory("file")))
        let output = try await Tool.falconer("demo", "--fast", "--export", directory("file"))
        #expect(output.exit?.code == 73, "\(output.errorText)")
    }

    @Test func aFullDiskIsSaid() async throws {
        let output = try await Tool.run(
            "sh", ["-c", "exec \"$0\" demo --fast --output json > /dev/full", Tool.falconer.path])
        #expect(output.exit?.code == 74, "\(output.errorText)")
        #expect(output.errorText.contains("space"))
    }

    @Test func aReaderThatLeavesEndsItQuietly() async throws {
        let output = try await Tool.run(
            "bash",
            [
                "-c", "\"$0\" demo --fast --output report | head -n 1; echo \"${PIPESTATUS[0]}\"",
                Tool.falconer.path,
            ])
        #expect(output.text.hasSuffix("\n0\n"), "\(output.text)")
        #expect(!output.errorText.contains("pipe"))
    }
}
