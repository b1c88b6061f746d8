import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Doctor

struct HostFilesTests {
    let fake: FakeHost
    var host: HostFiles { HostFiles(root: fake.root) }

    init() throws {
        fake = try FakeHost()
    }

    @Test func processesAreFoundWithTheirPlaceAndFlags() throws {
        try fake.run(arguments: ["-c", "/opt/falco.yaml", "-o", "grpc.enabled=true", "-ojson_output=true"])
        try fake.write("/proc/900/comm", "falcosidekick\n")
        try fake.write("/proc/self/comm", "falco\n")
        let found = try FalcoProcess.all(on: host)
        #expect(found.map(\.pid) == [812])
        #expect(found.first?.unit == "falco-modern-bpf.service")
        #expect(found.first?.configurationPath == "/opt/falco.yaml")
        #expect(found.first?.settings == ["grpc.enabled=true", "json_output=true"])
    }

    @Test(arguments: [
        ("0::/system.slice/falco.service\n", "falco.service", nil),
        ("0::/user.slice/user-0.slice/session-1.scope\n", nil, nil),
        (
            "0::/kubepods.slice/pod1.slice/cri-containerd-\(String(repeating: "3a", count: 32)).scope\n", nil,
            "3a3a3a3a3a3a"
        ),
        (
            "12:cpu:/docker/\(String(repeating: "0f", count: 32))\n1:name=systemd:/x.service\n", nil,
            "0f0f0f0f0f0f"
        ),
        ("", nil, nil), ("\n::\n", nil, nil),
    ])
    func controlGroupsTellThePlace(_ text: String, _ unit: String?, _ container: String?) {
        let place = FalcoProcess.place(text)
        #expect(place.unit == unit)
        #expect(place.container == container)
    }

    @Test func connectionsAreCounted() throws {
        #expect(UnixSocketTable(on: host) == nil)
        try fake.listen(at: "/run/falco/falco.sock", connections: 2)
        let table = try #require(UnixSocketTable(on: host))
        #expect(table.connections(at: "/run/falco/falco.sock") == 2)
        #expect(table.connections(at: "/run/falco.sock") == nil)
    }

    @Test func aSocketIsKnownByItsOtherPaths() throws {
        try fake.write("/run/falco/falco.sock", "")
        try FileManager.default.createSymbolicLink(
            atPath: fake.real("/link"), withDestinationPath: fake.real("/run"))
        try fake.listen(at: "/link/falco/falco.sock", connections: 1)
        #expect(UnixSocketTable(on: host)?.connections(at: "/run/falco/falco.sock") == 1)
    }

    @Test(arguments: [
        ("Package: falco\nStatus: install ok installed\nVersion: 0.43.1\n", "0.43.1"),
        (
            "Package: x\nVersion: 9.9\n\nPackage: falco\nStatus: install ok installed\nVersion: 0.44.0\n\nPackage: y\n",
            "0.44.0"
        ),
        ("Package: falco\nStatus: deinstall ok config-files\nVersion: 0.43.1\n", nil),
        ("Package: falcosidekick\nStatus: install ok installed\nVersion: 2.0.0\n", nil), ("", nil),
    ])
    func thePackageTellsTheVersion(_ text: String, _ version: String?) throws {
        try fake.write("/var/lib/dpkg/status", text)
        #expect(InstalledPackage.version(on: host)?.version == version)
    }

    @Test func accountsHaveNames() {
        let accounts = Accounts(on: host)
        #expect(accounts.user(65534) == "nobody")
        #expect(accounts.group(990) == "falco")
        #expect(accounts.group(4711) == "4711")
        #expect(Accounts(on: HostFiles(root: "/nonexistent")).user(0) == "0")
    }

    @Test(arguments: [
        ("0.43.1", "0.43.1"), ("v0.44", "0.44.0"), ("0.43.0-rc1", "0.43.0-rc1"), ("0.44.0+abc", "0.44.0+abc"),
    ])
    func versionsAreRead(_ text: String, _ version: String) {
        #expect(FalcoVersion(parsing: text)?.version == version)
    }

    @Test(arguments: ["", "0", "a.b", "0.x.1", "0.1.2.3", "0..1", "-1.2", "99999999999.1"])
    func whatIsNoVersionIsRefused(_ text: String) {
        #expect(FalcoVersion(parsing: text) == nil)
    }
}
