import Foundation
import Testing

@testable import Inputs

struct SerialThreadTests {
    private actor Worker {
        private let thread = SerialThread()
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
        private var log: [Int] = []
        private var threads: Set<UInt> = []

        func add(_ number: Int) {
            log.append(number)
            threads.insert(UInt(bitPattern: pthread_self().hashValue))
        }

        var result: (log: [Int], threads: Int) { (log, threads.count) }
    }

    @Test func jobsOfOneCallerRunInOrderOnOneThread() async {
        let worker = Worker()
        for number in 0..<1000 { await worker.add(number) }
        let result = await worker.result
        #expect(result.log == Array(0..<1000))
        #expect(result.threads == 1)
    }

    @Test func manyCallersLoseNothing() async {
        let worker = Worker()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 { group.addTask { await worker.add(number) } }
        }
        #expect(await worker.result.log.sorted() == Array(0..<200))
    }
}
