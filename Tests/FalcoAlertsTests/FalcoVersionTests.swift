import FalcoAlerts
import Testing

@Suite struct FalcoVersionTests {
    @Test func survivesTheWire() throws {
        var version = FalcoVersion(major: 0, minor: 43, patch: 1)
        version.prerelease = "rc1"
        version.build = "7+abc"
        version.engineVersion = "0.58.0"
        version.engineMinor = 58
        version.engineFieldsChecksum = "d1f1a2"
        #expect(try FalcoVersion(decoding: version.encoded()) == version)
    }

    @Test func emptyMessageIsAnEmptyVersion() throws {
        let version = try FalcoVersion(decoding: [])
        #expect(version.version.isEmpty && version.major == 0)
    }

    @Test func garbageIsRefused() {
        #expect(throws: AlertError(.malformed)) { try FalcoVersion(decoding: [0x0A, 0xFF]) }
    }
}
