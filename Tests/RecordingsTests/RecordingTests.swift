import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Recordings

struct RecordingTests {
    private func demo() throws -> [UInt8] {
        [UInt8](
            try Data(contentsOf: Fixtures.tests.appending(path: "../Sources/CEmbedded/data/demo.recording")))
    }

    @Test func theDemoTellsItsStoryInOrder() throws {
        let recording = try Recording(demo())
        let alerts = try Fixtures.batch(recording.entries.map(\.bytes))
        #expect((15...30).contains(alerts.count))
        #expect(
            zip(recording.entries, recording.entries.dropFirst()).allSatisfy { $0.received <= $1.received })
        let taken = alerts.filter { $0["container.name"] == "peaceful_mestorf" }
        #expect(taken.first?.rule == "Run shell untrusted")
        let dropped = taken.filter { $0.rule == "Drop and execute new binary in container" }
        #expect(
            dropped.last?["proc.exepath"]
                == "/bin/falco-event-generator-syscall-DropAndExecuteNewBinaryInContainer-xDySUo")
        #expect(alerts.allSatisfy { $0.hostname == "mini-debian-lab" })
        #expect(alerts.contains { $0["container.id"] == "host" }, "noise from the host is part of it")
    }

    @Test func whatItIsMadeOfIsSaid() throws {
        let recording = try Recording(demo())
        #expect(recording.header.falco == "0.43.1")
        #expect(recording.entries.allSatisfy { $0.encoding == .protobuf })
    }

    @Test func everyCutIsRefused() throws {
        let whole = try demo()
        for length in [0, 5, 20, 21, 21 + 4, 21 + 12, whole.count / 2, whole.count - 17, whole.count - 1] {
            #expect(throws: RecordingError.self) { try Recording(Array(whole.prefix(length))) }
        }
    }
}
