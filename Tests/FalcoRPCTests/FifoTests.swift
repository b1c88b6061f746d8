import Testing

@testable import FalcoRPC

@Suite struct FifoTests {
    @Test func keepsTheOrderWhileItGrowsAndShrinks() {
        var fifo = Fifo<Int>()
        var next = 0
        var expected = 0
        for round in 0..<2000 {
            for _ in 0..<(round % 7) {
                fifo.append(next)
                next += 1
            }
            for _ in 0..<(round % 5) {
                guard let first = fifo.popFirst() else { break }
                #expect(first == expected)
                expected += 1
            }
            #expect(fifo.count == next - expected)
        }
        while let first = fifo.popFirst() {
            #expect(first == expected)
            expected += 1
        }
        #expect(fifo.isEmpty && expected == next)
    }
}
