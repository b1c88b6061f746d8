import Testing

@testable import FalcoRPC

struct RequestMessageTests {
    @Test(
        arguments: [
            [], [0x0A, 0x01, 0x78], [0x08, 0x96, 0x01], [0x09, 1, 2, 3, 4, 5, 6, 7, 8], [0x0D, 1, 2, 3, 4],
            [0x0B, 0x08, 0x01, 0x0C],
        ] as [[UInt8]])
    func messagesOfFieldsThatNobodyKnows(_ message: [UInt8]) {
        #expect(RequestMessage.isWellFormed(message))
    }

    @Test(
        arguments: [
            [0xFF, 0xFF], [0x0A], [0x0A, 0x02, 0x78], [0x00, 0x00], [0x08], [0x0F], [0x09, 1], [0x0D], [0x0B],
            [0x0C], [0x0B, 0x14], [0x08] + Array(repeating: 0xFF, count: 11),
            Array(repeating: 0x0B, count: 1000), [0x0A] + Array(repeating: 0xFF, count: 9) + [0x01],
        ] as [[UInt8]])
    func whatIsNoMessage(_ message: [UInt8]) {
        #expect(!RequestMessage.isWellFormed(message))
    }
}
