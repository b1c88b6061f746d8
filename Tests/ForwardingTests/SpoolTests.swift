import Foundation
import TestSupport
import Testing

@testable import Forwarding

@Suite struct SpoolTests {
    let directory: TemporaryDirectory
    private var path: String { directory("a/b/spool") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Opens it, also when it was just let go: a program that another test starts at this moment has its lock, too, until
    /// it is executed.
    private func open(_ limit: Int = 1 << 20) throws(ForwardingError) -> Spool {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            do throws(ForwardingError) {
                return try Spool.open(path, limit: limit, outlivesPower: false)
            } catch {
                guard error.code == .inUse, ContinuousClock.now < deadline else { throw error }
                sched_yield()
            }
        }
    }

    private func body(_ number: Int, _ size: Int = 0) -> String {
        "alert \(number) " + String(repeating: "x", count: size)
    }

    private func add(_ text: String, to spool: inout Spool, losing: Bool = true) throws -> Spool.Added {
        var text = text
        return try text.withUTF8 { (bytes) throws(ForwardingError) in
            try spool.add(UnsafeRawBufferPointer(bytes), losing: losing)
        }
    }

    private func next(_ spool: inout Spool) -> (number: UInt64, text: String)? {
        var bytes: [UInt8] = []
        guard let number = spool.next(into: &bytes) else { return nil }
        return (number, String(decoding: bytes, as: UTF8.self))
    }

    /// Sends so many, or all.
    private func send(_ count: Int = .max, from spool: inout Spool) -> [String] {
        var texts: [String] = []
        while texts.count < count, let (number, text) = next(&spool) {
            spool.sent(number, length: text.utf8.count)
            texts.append(text)
        }
        return texts
    }

    private func segments() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".spool") }.sorted()
    }

    private func file(_ name: String) -> URL { URL(filePath: "\(path)/\(name)") }

    @Test func whatComesInGoesOutInOrder() throws {
        var spool = try open()
        #expect(next(&spool) == nil)
        for number in 0..<100 { #expect(try add(body(number), to: &spool) == .kept) }
        #expect(spool.waiting == 100)
        // Reading alone takes nothing away.
        #expect(next(&spool)?.text == body(0) && next(&spool)?.text == body(0))
        #expect(send(40, from: &spool) == (0..<40).map { body($0) })
        for number in 100..<150 { _ = try add(body(number), to: &spool) }
        #expect(send(from: &spool) == (40..<150).map { body($0) })
        #expect(spool.waiting == 0 && spool.lost == 0)
        spool.close()
        #expect(try segments().isEmpty, "nothing stays when nothing waits")
    }

    @Test func filesAreTheOwnersAlone() throws {
        var spool = try open()
        _ = try add(body(0), to: &spool)
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            let mode =
                try FileManager.default.attributesOfItem(atPath: file(name).path)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
    }

    /// Whether the process is killed or closes it in order.
    @Test(arguments: [false, true])
    func itSurvives(_ closes: Bool) throws {
        do {
            var spool = try open()
            for number in 0..<50 { _ = try add(body(number), to: &spool) }
            _ = send(20, from: &spool)
            if closes { spool.close() }
        }
        do {
            var spool = try open()
            #expect(spool.takeNotes() == [.waiting(30)])
            for number in 50..<60 { _ = try add(body(number), to: &spool) }
            #expect(send(from: &spool) == (20..<60).map { body($0) })
            spool.close()
        }
        var empty = try open()
        #expect(empty.takeNotes() == [] && empty.waiting == 0)
        _ = try add(body(60), to: &empty)
        #expect(next(&empty)?.number == 60, "numbers go on")
    }

    /// A kill may leave any part of the last record.
    @Test func anyEndIsCutOff() throws {
        do {
            var spool = try open()
            for number in 0..<3 { _ = try add(body(number, 20), to: &spool) }
        }
        let name = try #require(try segments().first)
        let whole = try Data(contentsOf: file(name))
        let record = 8 + body(0, 20).utf8.count
        for length in 0..<whole.count {
            try? FileManager.default.removeItem(at: file("cursor"))
            try whole.prefix(length).write(to: file(name))
            do {
                var spool = try open()
                let count = max(0, length - 8) / record
                let isClean = length <= 8 || (length - 8) % record == 0
                let notes = spool.takeNotes()
                #expect(notes.contains { if case .cut = $0 { true } else { false } } == !isClean, "\(length)")
                _ = try add("after", to: &spool)
                #expect(send(from: &spool) == (0..<count).map { body($0, 20) } + ["after"], "\(length)")
                #expect(spool.lost == 0)
                spool.close()
            }
        }
    }

    /// Zeros, as a file system may leave them after a power cut, are no records.
    @Test func zerosAreNoRecords() throws {
        do {
            var spool = try open()
            _ = try add(body(0), to: &spool)
        }
        let name = try #require(try segments().first)
        var bytes = try Data(contentsOf: file(name))
        let size = bytes.count
        bytes.append(Data(count: 4096))
        try bytes.write(to: file(name))
        var spool = try open()
        #expect(spool.takeNotes() == [.cut(4096), .waiting(1)])
        #expect(try Data(contentsOf: file(name)).count == size)
        _ = try add(body(1), to: &spool)
        #expect(send(from: &spool) == [body(0), body(1)])
    }

    @Test func whenItIsFullTheOldestGo() throws {
        var spool = try open(64 << 10)
        var lost = 0
        for number in 0..<500 {
            switch try add(body(number, 1000), to: &spool) {
            case .kept: break
            case .lost(let count): lost += count
            case .tooLarge, .full: Issue.record("\(number)")
            }
        }
        let sizes = try segments().map { try Data(contentsOf: file($0)).count }
        #expect(sizes.reduce(0, +) <= 64 << 10)
        #expect(spool.lost == lost && lost > 400)
        #expect(spool.waiting == 500 - lost)
        #expect(send(from: &spool) == (lost..<500).map { body($0, 1000) })
    }

    /// What is under way when it is dropped may arrive all the same.
    @Test func whatArrivesWasNotLost() throws {
        var spool = try open(32 << 10)
        _ = try add(body(0, 1000), to: &spool)
        let first = try #require(next(&spool))
        for number in 1..<100 { _ = try add(body(number, 1000), to: &spool) }
        let lost = spool.lost
        #expect(lost > 0)
        spool.sent(first.number, length: first.text.utf8.count)
        #expect(spool.lost == lost - 1)
        #expect(next(&spool)?.text == body(lost, 1000))
    }

    @Test func whereNothingMayBeLostItIsFull() throws {
        var spool = try open(32 << 10)
        var count = 0
        while try add(body(count, 1000), to: &spool, losing: false) == .kept { count += 1 }
        #expect(count > 20 && spool.lost == 0)
        #expect(try add(body(count, 1000), to: &spool, losing: false) == .full)
        var texts = send(5, from: &spool)
        // Room comes back by segments.
        while try add(body(count, 1000), to: &spool, losing: false) == .full {
            texts += send(1, from: &spool)
        }
        #expect(texts.count < count)
        texts += send(from: &spool)
        #expect(texts == (0...count).map { body($0, 1000) })
        for number in 0..<1000 {
            #expect(try add(body(number, 5000), to: &spool, losing: false) == .kept)
            #expect(send(from: &spool) == [body(number, 5000)])
        }
    }

    @Test func longAlertsAreTakenIfThereCanBeRoom() throws {
        var spool = try open(64 << 10)
        #expect(try add(String(repeating: "x", count: 70_000), to: &spool) == .tooLarge)
        #expect(spool.lost == 1)
        let long = String(repeating: "y", count: 60_000)
        #expect(try add(long, to: &spool) == .kept)
        #expect(try add("short", to: &spool) == .kept)
        #expect(try add("", to: &spool) == .kept)
        #expect(send(from: &spool) == [long, "short", ""])
        let longer = (0..<5).map { String(repeating: String($0), count: 65_000) }
        for text in longer { _ = try add(text, to: &spool) }
        #expect(send(from: &spool) == [longer[4]])
        #expect(spool.lost == 5)
    }

    @Test(arguments: [0, 1]) func aDamagedAlertIsTheOnlyOneLost(segment: Int) throws {
        do {
            var spool = try open(64 << 10)
            for number in 0..<14 { _ = try add(body(number, 1000), to: &spool) }
        }
        let names = try segments()
        #expect(names.count == 2)
        var bytes = try Data(contentsOf: file(names[segment]))
        bytes[3000] ^= 1
        try bytes.write(to: file(names[segment]))
        var spool = try open(64 << 10)
        #expect(spool.takeNotes() == [.waiting(14)])
        #expect(send(from: &spool).count == 13)
        #expect(spool.takeNotes() == [.damaged(1)] && spool.lost == 1)
    }

    @Test func damageToALengthCostsOneSegment() throws {
        do {
            var spool = try open(256 << 10)
            for number in 0..<100 { _ = try add(body(number, 1000), to: &spool) }
        }
        let names = try segments()
        #expect(names.count > 2)
        var bytes = try Data(contentsOf: file(names[1]))
        let record = SpoolRecord.head + body(0, 1000).utf8.count + 1  // Numbers of two digits.
        bytes[SpoolFile.magic.count + 3 * record] ^= 1
        try bytes.write(to: file(names[1]))
        var spool = try open(256 << 10)
        _ = spool.takeNotes()
        let texts = send(from: &spool)
        #expect(texts.count + spool.lost == 100 && spool.lost > 0)
        #expect(texts.first == body(0, 1000) && texts.last == body(99, 1000))
        #expect(spool.takeNotes() == [.damaged(spool.lost)])
    }

    @Test func missingSegmentsAreNoticed() throws {
        do {
            var spool = try open(256 << 10)
            for number in 0..<100 { _ = try add(body(number, 1000), to: &spool) }
        }
        let names = try segments()
        try FileManager.default.removeItem(at: file(names[0]))
        try FileManager.default.removeItem(at: file(names[2]))
        var spool = try open(256 << 10)
        let texts = send(from: &spool)
        #expect(texts.count + spool.lost == 100)
        #expect(texts.last == body(99, 1000))
        #expect(spool.takeNotes().count { if case .damaged = $0 { true } else { false } } == 2)
    }

    /// The file that says up to where it was sent may be damaged in any byte: of its two places one is whole.
    @Test func aDamagedCursorLosesNothing() throws {
        do {
            var spool = try open()
            for number in 0..<10 { _ = try add(body(number), to: &spool) }
            _ = send(7, from: &spool)
        }
        let whole = try Data(contentsOf: file("cursor"))
        let segment = try #require(try segments().first)
        let alerts = try Data(contentsOf: file(segment))
        for place in whole.indices {
            var bytes = whole
            bytes[place] ^= 0xFF
            try bytes.write(to: file("cursor"))
            try alerts.write(to: file(segment))
            var spool = try open()
            let texts = send(from: &spool)
            #expect(texts == (6..<10).map { body($0) } || texts == (7..<10).map { body($0) }, "\(place)")
            #expect(spool.lost == 0)
        }
        for bytes in [Data(), Data(count: 128), Data("nonsense".utf8), whole.prefix(20)] {
            try bytes.write(to: file("cursor"))
            try alerts.write(to: file(segment))
            var spool = try open()
            #expect(spool.takeNotes().contains(.forgotten))
            #expect(send(from: &spool) == (0..<10).map { body($0) }, "better twice than not at all")
        }
    }

    @Test func strangeFilesAreLeftAlone() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for name in [
            "x.spool", "0000000000000000000x.spool", ".spool", "99999999999999999999.spool", "readme",
        ] {
            try Data("mine".utf8).write(to: file(name))
        }
        var spool = try open()
        _ = try add(body(0), to: &spool)
        #expect(send(from: &spool) == [body(0)])
        spool.close()
        #expect(try Data(contentsOf: file("x.spool")) == Data("mine".utf8))
        #expect(try Data(contentsOf: file("99999999999999999999.spool")) == Data("mine".utf8))
    }

    private func code(_ path: String) -> ForwardingError.Code? {
        do throws(ForwardingError) {
            _ = try Spool.open(path, limit: 1 << 20)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func oneProcessHasASpool() throws {
        let spool = try open()
        #expect(code(path) == .inUse)
        _ = consume spool
        _ = try open()
    }

    @Test func placesThatAreNoneAreSaid() throws {
        try Data("x".utf8).write(to: URL(filePath: directory("file")))
        #expect(code(directory("file")) == .cannotCreate)
        #expect(code(directory("file/below")) == .cannotCreate)
        #expect(code("/proc/none") == .cannotCreate)
        try FileManager.default.createDirectory(atPath: directory("real"), withIntermediateDirectories: true)
        symlink(directory("real"), directory("link"))
        #expect(code(directory("link")) == .cannotCreate, "not through a link")
        try FileManager.default.createDirectory(atPath: directory("trap"), withIntermediateDirectories: true)
        symlink(directory("file"), directory("trap/cursor"))
        #expect(code(directory("trap")) == .cannotCreate)
        #expect(try Data(contentsOf: URL(filePath: directory("file"))) == Data("x".utf8))
    }

    /// Whatever happens in whatever order: nothing is lost but what is counted, and order is kept.
    @Test(arguments: 0..<8)
    func whateverHappens(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let limit = 40 << 10
        var spool = try open(limit)
        var (added, sent, carried) = (0, [Int](), 0)
        for _ in 0..<1000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let size = Int.random(in: 0..<3000, using: &random)
                let result = try add(body(added, size), to: &spool)
                #expect(result != .full && result != .tooLarge)
                added += 1
            case 5..<9:
                for text in send(Int.random(in: 1..<4, using: &random), from: &spool) {
                    sent.append(Int(text.split(separator: " ")[1]) ?? -1)
                }
            default:
                carried += spool.lost
                if Bool.random(using: &random) { spool.close() }
                _ = consume spool
                spool = try open(limit)
            }
        }
        for text in send(from: &spool) { sent.append(Int(text.split(separator: " ")[1]) ?? -1) }
        #expect(sent == sent.sorted() && Set(sent).count == sent.count)
        #expect(sent.count + carried + spool.lost == added)
    }
}

/// Random numbers that are the same each time.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
