import CFalco
import Foundation
import TestSupport
import Testing

/// What decoding takes of memory, and what happens when there is none.
struct MemoryTests {
    @Test func hostileMessagesAreBoundedWhateverTheyHold() throws {
        let size = 1 << 20
        func repeated(_ part: [UInt8]) -> [UInt8] {
            var bytes = part
            while bytes.count <= size / 2 { bytes += bytes }
            return bytes
        }
        var distinct: [UInt8] = []
        var number = 0
        while distinct.count < size - 16 {
            distinct += Wire.bytes(6, Wire.text(1, String(number, radix: 36)))
            number += 1
        }
        let cases: [(String, [UInt8], falco_status)] = [
            ("empty entries", repeated([0x32, 0x00]), FALCO_OK),
            ("distinct keys", distinct, FALCO_TOO_COMPLEX),
            ("empty tags", repeated([0x42, 0x00]), FALCO_TOO_COMPLEX),
            ("unknown integers", repeated([0x78, 0x00]), FALCO_OK),
            ("unknown empty strings", repeated([0x7a, 0x00]), FALCO_OK),
            ("priorities", repeated([0x10, 0x00]), FALCO_TOO_COMPLEX),
            ("empty rules", repeated([0x22, 0x00]), FALCO_TOO_COMPLEX),
            ("empty times", repeated([0x0a, 0x00]), FALCO_TOO_COMPLEX),
            ("times of unknown parts", repeated([0x0a, 0x04, 0x78, 0x00, 0x78, 0x00]), FALCO_TOO_COMPLEX),
            ("rules between entries", repeated([0x22, 0x01, 0x61, 0x32, 0x00]), FALCO_TOO_COMPLEX),
            ("one output", Wire.bytes(5, [UInt8](repeating: 0x61, count: size - 8)), FALCO_OK),
            ("one value", Wire.bytes(6, Wire.bytes(2, [UInt8](repeating: 0x61, count: size - 16))), FALCO_OK),
            ("an entry of keys", Wire.bytes(6, Array(repeated([0x0a, 0x00]).prefix(size / 2))), FALCO_OK),
        ]
        for (name, message, expected) in cases {
            let memory = CountedMemory()
            let builder = try #require(falco_builder_new(size, memory.functions))
            #expect(falco_builder_decode(builder, message, message.count) == expected, "\(name)")
            let bound = 8 * size + 512 << 10
            #expect(memory.peak <= bound, "\(name) took \(memory.peak >> 10) KiB")
            if expected == FALCO_OK {
                let batch = try #require(falco_builder_take(builder))
                // The block has the size of what it holds; the working memory goes back to a small rest.
                falco_batch_free(batch)
            }
            #expect(memory.now <= 3 << 20, "\(name) kept \(memory.now >> 10) KiB")
            falco_builder_free(builder)
            #expect(memory.now == 0)
            #expect(memory.blocks.isEmpty)
        }
    }

    @Test func whatIsRefusedDoesNotDependOnWhatCameBefore() throws {
        var message: [UInt8] = []
        for number in 0..<1_400 { message += Wire.entry("\(number)", "") }
        let fresh = try #require(falco_builder_new(message.count, nil))
        let used = try #require(falco_builder_new(message.count, nil))
        defer {
            falco_builder_free(fresh)
            falco_builder_free(used)
        }
        for captured in try Fixtures.allMessages() {
            _ = falco_builder_decode(used, captured, captured.count)
            falco_batch_free(falco_builder_take(used))
        }
        let status = falco_builder_decode(fresh, message, message.count)
        #expect(status == FALCO_OK)
        #expect(falco_builder_decode(used, message, message.count) == status)
        message = message.dropLast(0) + Wire.integer(2, 1)
        #expect(falco_builder_decode(fresh, message, message.count) == FALCO_TOO_LARGE)
    }

    /// Every allocation of a decode and a take fails once; each time what was gathered stays, and the next try works.
    @Test func everyFailingAllocationIsReportedAndUndone() throws {
        let large = Wire.text(5, String(repeating: "x", count: 300_000))
        var many: [UInt8] = []
        for number in 0..<500 { many += Wire.entry("key \(number)", "value") + Wire.text(8, "t") }
        let messages = try Fixtures.allMessages().prefix(3) + [large, many, many]
        var failures = 0
        var allowed = 0
        while true {
            let memory = CountedMemory()
            memory.allowed = allowed
            guard let builder = falco_builder_new(1 << 20, memory.functions) else {
                allowed += 1
                continue
            }
            var gathered = 0
            for message in messages {
                let status = falco_builder_decode(builder, message, message.count)
                if status != FALCO_OK {
                    #expect(status == FALCO_NO_MEMORY)
                    #expect(Int(falco_builder_count(builder)) == gathered)
                    memory.allowed = .max
                    failures += 1
                    #expect(falco_builder_decode(builder, message, message.count) == FALCO_OK)
                }
                gathered += 1
            }
            var batch = falco_builder_take(builder)
            if batch == nil {
                #expect(Int(falco_builder_count(builder)) == gathered)
                memory.allowed = .max
                failures += 1
                batch = falco_builder_take(builder)
            }
            let taken = try #require(batch)
            #expect(Int(taken.pointee.alert_count) == messages.count)
            #expect(taken.pointee.alerts[5].field_count == 500)
            #expect(taken.pointee.alerts[5].tag_count == 500)
            var alone = falco_alert_detach(taken, 5)
            if alone == nil {
                memory.allowed = .max
                failures += 1
                alone = falco_alert_detach(taken, 5)
            }
            #expect(alone?.pointee.field_count == 500)
            var digest = [UInt8](repeating: 0, count: 32)
            if !falco_alert_identity(alone, 0, &digest) {
                memory.allowed = .max
                failures += 1
                #expect(falco_alert_identity(alone, 0, &digest))
            }
            falco_batch_free(alone)
            falco_batch_free(taken)
            falco_builder_free(builder)
            #expect(memory.now == 0)
            if memory.allowed > 0, memory.allowed != .max { break }
            allowed += 1
        }
        #expect(failures > 20)
    }

    @Test func aFullBatchSaysSoAndTakesTheAlertAfterATake() throws {
        let builder = try #require(falco_builder_new(1 << 20, nil))
        defer { falco_builder_free(builder) }
        let message = Wire.bytes(5, [UInt8](repeating: 0x61, count: (1 << 20) - 8))
        var count: UInt32 = 0
        while falco_builder_decode(builder, message, message.count) == FALCO_OK { count += 1 }
        #expect(count >= 60 && count <= 64)
        #expect(falco_builder_decode(builder, message, message.count) == FALCO_BATCH_FULL)
        #expect(falco_builder_count(builder) == count)
        let batch = try #require(falco_builder_take(builder))
        #expect(batch.pointee.alert_count == count)
        #expect(falco_builder_decode(builder, message, message.count) == FALCO_OK)
        falco_batch_free(batch)
        // Alerts without a byte fill a batch too.
        falco_batch_free(falco_builder_take(builder))
        var empty: UInt32 = 0
        while falco_builder_decode(builder, nil, 0) == FALCO_OK { empty += 1 }
        #expect(empty > 500_000 && empty < 1_000_000)
        #expect(falco_builder_decode(builder, nil, 0) == FALCO_BATCH_FULL)
    }

    @Test func callsOutOfTurnAreHarmless() throws {
        let builder = try #require(falco_builder_new(1 << 20, nil))
        defer { falco_builder_free(builder) }
        falco_builder_add_field(builder, "k", 1, "v", 1)
        falco_builder_add_tag(builder, "t", 1)
        falco_builder_set_text(builder, FALCO_RULE, "r", 1)
        #expect(falco_builder_commit(builder) == FALCO_MALFORMED)
        #expect(falco_builder_take(builder) == nil)
        falco_builder_begin(builder)
        falco_builder_add_field(builder, "k", 1, "v", 1)
        falco_builder_begin(builder)
        falco_builder_add_field(builder, nil, 0, nil, 0)
        falco_builder_add_tag(builder, nil, 0)
        falco_builder_set_text(builder, FALCO_RULE, nil, 0)
        #expect(falco_builder_commit(builder) == FALCO_OK)
        #expect(falco_builder_commit(builder) == FALCO_MALFORMED)
        let batch = try #require(falco_builder_take(builder))
        #expect(batch.pointee.alert_count == 1)
        #expect(batch.pointee.field_count == 1)
        #expect(batch.pointee.byte_count == 0)
        #expect(falco_alert_find(batch, 0, nil, 0) != nil)
        falco_batch_free(batch)
        falco_batch_free(nil)
        falco_builder_free(nil)
    }
}

/// Memory that counts what is held, and that can run out.
final class CountedMemory {
    /// How many allocations still succeed.
    var allowed = Int.max
    private(set) var now = 0
    private(set) var peak = 0
    private(set) var blocks: [UnsafeMutableRawPointer: Int] = [:]
    private var passed: UnsafeMutablePointer<falco_memory>

    init() {
        passed = .allocate(capacity: 1)
        passed.initialize(
            to: falco_memory(
                resize: { context, old, size in
                    guard let context else { return nil }
                    return Unmanaged<CountedMemory>.fromOpaque(context).takeUnretainedValue().resize(
                        old, size)
                }, context: Unmanaged.passUnretained(self).toOpaque()))
    }

    deinit {
        passed.deallocate()
    }

    var functions: UnsafePointer<falco_memory> { UnsafePointer(passed) }

    private func resize(_ old: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
        let before = old.map { blocks[$0] ?? -1 } ?? 0
        precondition(before >= 0, "memory that was never given, or given back twice")
        guard size > 0 else {
            if let old { blocks[old] = nil }
            now -= before
            free(old)
            return nil
        }
        guard allowed > 0 else { return nil }
        if allowed != .max { allowed -= 1 }
        // Always a new place, filled with garbage: nothing may rely on what memory held.
        guard let new = malloc(size) else { return nil }
        memset(new, 0xa5, size)
        now += size
        peak = max(peak, now)
        if let old {
            memcpy(new, old, min(before, size))
            blocks[old] = nil
            free(old)
            now -= before
        }
        blocks[new] = size
        return new
    }
}
