import FalcoAlerts
import TestSupport
import Testing

@testable import Recordings

struct RecordingParserTests {
    private struct Entry: Hashable {
        var received: UInt64
        var encoding: Alert.Encoding
        var bytes: [UInt8]
    }

    private static let entries = [
        Entry(received: 1, encoding: .json, bytes: Array("{\"rule\":\"one\"}".utf8)),
        Entry(
            received: 1_795_000_000_123_456_789, encoding: .protobuf, bytes: [0x22, 3] + Array("two".utf8)),
        Entry(received: .max, encoding: .json, bytes: []),
        Entry(received: 0, encoding: .protobuf, bytes: [UInt8](repeating: 7, count: 300_000)),
    ]

    private static func header() -> RecordingHeader {
        var header = RecordingHeader()
        header.recorder = "falconer 1.2.3"
        header.started = "2026-11-22T19:41:09.107Z"
        header.inputs = ["file /var/log/odd %name\nwith a newline", "http 127.0.0.1:2801"]
        return header
    }

    private static func recording() -> [UInt8] {
        var encoder = RecordingEncoder()
        var bytes: [UInt8] = []
        encoder.beginning(header(), into: &bytes)
        for (index, entry) in entries.enumerated() {
            entry.bytes.withUnsafeBytes {
                encoder.alert(entry.encoding, $0, received: entry.received, into: &bytes)
            }
            guard index == 1 else { continue }
            var more = RecordingHeader()
            more.falco = "0.43.1"
            encoder.more(more, into: &bytes)
        }
        encoder.end(into: &bytes)
        return bytes
    }

    private func parse(_ bytes: [UInt8], pieces: Int = .max) -> (
        entries: [Entry], header: RecordingHeader, fault: RecordingError?
    ) {
        var parser = RecordingParser()
        var entries: [Entry] = []
        do throws(RecordingError) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(pieces))
                rest = rest.dropFirst(pieces)
                var fault: RecordingError?
                piece.withUnsafeBytes { piece in
                    do throws(RecordingError) {
                        try parser.parse(piece) {
                            entries.append(
                                Entry(received: $0.received, encoding: $0.encoding, bytes: Array($0.bytes)))
                        }
                    } catch {
                        fault = error
                    }
                }
                if let fault { throw fault }
            }
            try parser.finish()
            return (entries, parser.header, nil)
        } catch {
            return (entries, parser.header, error)
        }
    }

    @Test(arguments: [1, 2, 9, 10, 100, 4096, .max])
    func whatWasRecordedComesBack(_ pieces: Int) {
        let (entries, header, fault) = parse(Self.recording(), pieces: pieces)
        #expect(fault == nil)
        #expect(entries == Self.entries)
        var expected = Self.header()
        expected.falco = "0.43.1"
        #expect(header == expected)
    }

    @Test func ofACutRecordingEverythingBeforeTheCutComes() {
        let whole = Self.recording()
        for length in stride(from: 0, to: whole.count, by: whole.count / 997) + Array(1...200) {
            let (entries, _, fault) = parse(Array(whole.prefix(length)), pieces: 1000)
            #expect(fault != nil)
            #expect(entries.elementsEqual(Self.entries.prefix(entries.count)))
        }
        let (entries, _, fault) = parse(Array(whole.dropLast(17)))
        #expect(entries.count == 4)
        #expect(fault?.code == .unfinished, "only its end is missing")
    }

    @Test func everyDamagedByteIsSeen() {
        let whole = Self.recording().prefix(400)
        let intact = parse(Array(whole)).entries
        for index in whole.indices {
            var bytes = Array(whole)
            bytes[index] ^= 0x10
            let (entries, _, fault) = parse(bytes)
            #expect(fault != nil)
            #expect(
                entries.elementsEqual(intact.prefix(entries.count)), "nothing wrong comes before the fault")
        }
    }

    @Test func recordingsBehindOneAnotherAreOne() {
        let (entries, _, fault) = parse(Self.recording() + Self.recording(), pieces: 333)
        #expect(fault == nil)
        #expect(entries == Self.entries + Self.entries)
        let (some, _, odd) = parse(Self.recording() + Array("something else altogether".utf8))
        #expect(some == Self.entries)
        #expect(odd?.code == .damaged)
    }

    @Test func whatIsNotKnownIsPassedOverOrRefused() {
        var encoder = RecordingEncoder()
        var bytes: [UInt8] = []
        encoder.beginning(RecordingHeader(), into: &bytes)
        // A kind of frame that a later version may have: "Z", no payload.
        bytes += [0x5A, 0, 0, 0, 0, 0xB4, 0x81, 0x20, 0x77]
        Array("{}".utf8).withUnsafeBytes { encoder.alert(.json, $0, received: 5, into: &bytes) }
        encoder.end(into: &bytes)
        let (entries, _, fault) = parse(bytes)
        #expect(fault == nil)
        #expect(entries.count == 1)
        let later = Array("FALCONER-RECORDING 3\n".utf8)
        #expect(parse(later + bytes).fault?.code == .version)
        #expect(
            parse(Array("{\"rule\":\"no recording at all\"}\n".utf8)).fault?.code == RecordingError.Code.none)
    }

    @Test func aLengthBeyondTheLimitIsDamage() {
        let encoder = RecordingEncoder()
        var bytes: [UInt8] = []
        encoder.beginning(RecordingHeader(), into: &bytes)
        bytes += [0x4A, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(parse(bytes + [0, 0, 0, 0]).fault?.code == .damaged)
    }

    @Test func anEndThatCountsOthersIsDamage() {
        let encoder = RecordingEncoder()
        var bytes: [UInt8] = []
        encoder.beginning(RecordingHeader(), into: &bytes)
        var another = RecordingEncoder()
        var unused: [UInt8] = []
        [UInt8]().withUnsafeBytes { another.alert(.json, $0, received: 0, into: &unused) }
        another.end(into: &bytes)
        #expect(parse(bytes).fault?.code == .damaged)
    }
}
