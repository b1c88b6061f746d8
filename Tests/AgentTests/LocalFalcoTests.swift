import Doctor
import Foundation
import TestSupport
import Testing

@testable import Agent

/// What is taken when no input is named.
struct LocalFalcoTests {
    let fake: FakeHost

    init() throws {
        fake = try FakeHost()
    }

    private func find() async -> LocalFalco.Finding {
        await LocalFalco(host: HostFiles(root: fake.root)).find()
    }

    @Test func aSocketThatIsServedIsTakenAtOnce() async throws {
        try fake.make("/run/falco")
        let falco = try await FakeFalco(socket: fake.real("/run/falco/falco.sock"))
        let found = await find()
        #expect(found.choice.place == .socket(falco.address))
        #expect(found.choice.reasons.isEmpty)
        // It was not even asked anything.
        #expect(try await falco.stats().versions == 0)
    }

    @Test func aFileIsTakenInPlaceOfASocketThatIsLeftOver() async throws {
        try fake.make("/run/falco")
        _ = try await leftOverSocket()
        try fake.run()
        try fake.write(
            "/etc/falco/falco.yaml",
            "json_output: true\nfile_output: {enabled: true, filename: /var/log/falco.json}\n")
        try fake.write("/var/log/falco.json", "")
        #expect(await find().choice.place == .file(fake.real("/var/log/falco.json")))
    }

    private func leftOverSocket() async throws -> String {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        let path = fake.real("/run/falco/falco.sock")
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(outcome == 0)
        return path
    }

    @Test func aPortIsTakenOnlyWhileNobodyHasIt() async throws {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(number, $0, size)
                _ = getsockname(number, $0, &size)
            }
        }
        let url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
        try fake.run()
        try fake.write(
            "/etc/falco/falco.yaml", "json_output: true\nhttp_output: {enabled: true, url: '\(url)'}\n")
        #expect(listen(number, 1) == 0)
        #expect(await find().choice.place == nil)
        close(number)
        #expect(await find().choice.place == .http(url))
    }

    @Test func whatIsMissingIsSaidWithTheSnippetForThatVersion() async throws {
        try fake.run()
        try fake.write("/etc/falco/falco.yaml", "stdout_output: {enabled: true}\n")
        try fake.write(
            "/var/lib/dpkg/status", "Package: falco\nStatus: install ok installed\nVersion: 0.44.0\n")
        let found = await find()
        #expect(found.choice.place == nil)
        #expect(found.snippet.yaml.contains("# For Falco 0.44.0"))
        #expect(found.snippet.yaml.contains("file_output:"))
    }
}
