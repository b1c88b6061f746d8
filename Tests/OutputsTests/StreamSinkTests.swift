import Foundation
import Outputs
import Testing

@Suite struct StreamSinkTests {
    @Test func everythingReachesAPipeInOrder() throws {
        let channel = try Channel.pipe()
        var sink = StreamSink(descriptor: channel.input)
        try sink.write(Array("one\n".utf8))
        try sink.write(Array("two\n".utf8))
        #expect(channel.readAvailable().isEmpty)
        try sink.flush()
        #expect(String(decoding: channel.readAvailable(), as: UTF8.self) == "one\ntwo\n")
    }

    @Test func aReaderThatIsGoneEndsQuietly() throws {
        let channel = try Channel.pipe()
        var sink = StreamSink(descriptor: channel.input)
        channel.closeOutput()
        let error = #expect(throws: OutputError.self) {
            try sink.write([1])
            try sink.flush()
        }
        #expect(error?.code == .readerGone)
        #expect(error?.code.exitStatus == 0)
    }

    @Test func aFullDiskIsAnError() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        var sink = StreamSink(descriptor: full)
        let error = #expect(throws: OutputError.self) {
            try sink.write([1])
            try sink.flush()
        }
        #expect(error?.code == .cannotWrite)
        #expect(error?.description == "cannot write the output: no space left on the device")
        let backlog = sink.backlog
        #expect(backlog == 0)
    }

    @Test func aClosedDescriptorIsAnError() throws {
        var sink = StreamSink(descriptor: -1)
        let error = #expect(throws: OutputError.self) {
            try sink.write([1])
            try sink.flush()
        }
        #expect(error?.code == .cannotWrite)
    }

    /// More than a pipe holds, through a descriptor that does not wait: the sink waits instead.
    @Test func aSlowReaderLosesNothing() async throws {
        let channel = try Channel.pipe()
        _ = fcntl(channel.input, F_SETFL, O_NONBLOCK)
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let output = channel.output
        let reader = Task.detached {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 10_000)
            while true {
                let count = read(output, &buffer, buffer.count)
                if count <= 0 { return all }
                all += buffer[..<count]
            }
        }
        var sink = StreamSink(descriptor: channel.input)
        for start in stride(from: 0, to: bytes.count, by: 10_000) {
            try sink.write(Array(bytes[start..<start + 10_000]))
        }
        try sink.flush()
        channel.closeInput()
        #expect(await reader.value == bytes)
    }

    @Test func patienceEnds() throws {
        let channel = try Channel.pipe()
        _ = fcntl(channel.input, F_SETFL, O_NONBLOCK)
        var sink = StreamSink(descriptor: channel.input)
        sink.patience = 1
        let error = #expect(throws: OutputError.self) {
            try sink.write([UInt8](repeating: 1, count: 1 << 20))
            try sink.flush()
        }
        #expect(error?.code == .cannotWrite)
    }

    @Test func aPausedTerminalIsSkippedWithACount() throws {
        let channel = try Channel.terminal()
        var sink = StreamSink(descriptor: channel.input)
        let isTerminal = sink.isTerminal
        #expect(isTerminal)
        // Its owner's descriptor still waits; only the sink's own does not.
        #expect(fcntl(channel.input, F_GETFL) & O_NONBLOCK == 0)
        let piece = Array(repeating: Array("0123456789abcde\n".utf8), count: 256).flatMap { $0 }
        var taken = 0
        for _ in 0..<200 where try sink.write(piece) { taken += 1 }
        try sink.flush()
        let (skipped, backlog) = (sink.skipped, sink.backlog)
        #expect(skipped == 200 - taken)
        #expect(taken > 10 && taken < 200)
        #expect(backlog <= StreamSink.terminalBacklog)

        var seen: [UInt8] = []
        while seen.count < taken * piece.count {
            seen += channel.readAvailable()
            try sink.flush()
        }
        #expect(seen == Array(repeating: piece, count: taken).flatMap { $0 })
        let accepted = try sink.write(piece)
        #expect(accepted)
    }
}
