import Testing

@testable import FalcoRPC

@Suite struct MessageDeframerTests {
    enum Found: Equatable {
        case message([UInt8])
        case oversized([UInt8], Int)
    }

    static func framed(_ payload: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        let size = UInt32(payload.count)
        return [flag] + withUnsafeBytes(of: size.bigEndian, Array.init) + payload
    }

    /// Everything found in chunks, each in memory of its own that is overwritten afterwards.
    static func deframe(_ chunks: [[UInt8]], maximum: Int = 1 << 20) throws -> [Found] {
        var deframer = MessageDeframer(maximum: maximum)
        var found: [Found] = []
        for chunk in chunks {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk.count, alignment: 1)
            defer { memory.deallocate() }
            memory.copyBytes(from: chunk)
            var rest = UnsafeRawBufferPointer(memory)
            while let event = try deframer.next(&rest) {
                switch event {
                case .message(let bytes): found.append(.message([UInt8](bytes)))
                case .oversized(let bytes, let size): found.append(.oversized([UInt8](bytes), size))
                }
            }
            #expect(rest.isEmpty)
        }
        let isWithinMessage = deframer.isWithinMessage
        #expect(!isWithinMessage)
        return found
    }

    static let payloads: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 300), [9]]

    @Test func manyMessagesInOneChunk() throws {
        let found = try Self.deframe([Self.payloads.flatMap { Self.framed($0) }])
        #expect(found == Self.payloads.map { .message($0) })
    }

    @Test func everySplitInTwo() throws {
        let bytes = Self.payloads.flatMap { Self.framed($0) }
        for cut in 0...bytes.count {
            let found = try Self.deframe([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(found == Self.payloads.map { .message($0) }, "cut at \(cut)")
        }
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64]) func everyChunkSize(size: Int) throws {
        let bytes = Self.payloads.flatMap { Self.framed($0) }
        let chunks = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        #expect(try Self.deframe(chunks) == Self.payloads.map { .message($0) })
    }

    @Test func aMessageAtTheLimitPassesAndOneBeyondIsSkipped() throws {
        let fits = [UInt8](repeating: 1, count: 100)
        let over = [UInt8](repeating: 2, count: 101)
        let bytes = Self.framed(fits) + Self.framed(over) + Self.framed(fits)
        let expected: [Found] = [.message(fits), .oversized(over, 101), .message(fits)]
        #expect(try Self.deframe([bytes], maximum: 100) == expected)
        #expect(try Self.deframe(bytes.map { [$0] }, maximum: 100) == expected)
    }

    @Test func ofAnOversizedMessageOnlyTheBeginningIsKept() throws {
        let over = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let chunks = stride(from: 0, to: over.count + 5, by: 4096).map { start in
            Array(Self.framed(over)[start..<min(start + 4096, over.count + 5)])
        }
        let found = try Self.deframe(chunks, maximum: 150_000)
        #expect(found == [.oversized(Array(over[..<65_536]), 200_000)])
    }

    @Test func theLargestPromiseCostsNothingUntilItComes() throws {
        var deframer = MessageDeframer(maximum: 1 << 30)
        let start: [UInt8] = [0, 0x3F, 0xFF, 0xFF, 0xFF, 1, 2, 3]
        let isNothing = try start.withUnsafeBytes { bytes in
            var rest = bytes
            return try deframer.next(&rest) == nil
        }
        let (isWithinMessage, capacity) = (deframer.isWithinMessage, deframer.capacity)
        #expect(isNothing && isWithinMessage)
        #expect(capacity <= 4096)
    }

    @Test func memoryOfALongMessageIsGivenBack() throws {
        var deframer = MessageDeframer(maximum: 1 << 20)
        let long = Self.framed([UInt8](repeating: 3, count: 1 << 20))
        for part in [long[..<1000], long[1000...]] {
            try Array(part).withUnsafeBytes { bytes in
                var rest = bytes
                while try deframer.next(&rest) != nil {}
            }
        }
        let capacity = deframer.capacity
        #expect(capacity == 0)
    }

    @Test func compressedMessagesAreRefused() {
        let bytes = Self.framed([1, 2], flag: 1)
        #expect(throws: MessageDeframer.Fault.compressed) { try Self.deframe([bytes]) }
        #expect(throws: MessageDeframer.Fault.compressed) { try Self.deframe(bytes.map { [$0] }) }
    }

    @Test func otherFlagsAreRefused() {
        let bytes = Self.framed([1, 2], flag: 7)
        #expect(throws: MessageDeframer.Fault.malformed) { try Self.deframe([bytes]) }
        #expect(throws: MessageDeframer.Fault.malformed) { try Self.deframe(bytes.map { [$0] }) }
    }
}
