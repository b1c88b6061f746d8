import Foundation
import TestSupport
import Testing

@testable import Compression

struct CompressionTests {
    static let text = Array(
        (0..<20_000).map { "{\"rule\":\"number \($0)\",\"output\":\"\($0 * 7919 % 1000)\"}\n" }.joined().utf8)

    private static func packed(_ form: CompressedForm, _ bytes: [UInt8], _ options: String...) async throws
        -> [UInt8]
    {
        let output = try await Tool.run(form.rawValue, options + ["-c"], input: bytes)
        return output.bytes
    }

    /// All that comes out of a stream that comes in pieces, and the fault at its end.
    private func unpacked(
        _ form: CompressedForm, _ bytes: [UInt8], pieces: Int = 1 << 20, room: Int = 70_000
    ) throws -> (bytes: [UInt8], fault: CompressionError?) {
        let decompressor = try Decompressor(form)
        var out: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: room)
        var rest = bytes[...]
        while true {
            let piece = Array(rest.prefix(pieces))
            let step = piece.withUnsafeBytes { piece in
                buffer.withUnsafeMutableBytes { decompressor.step(piece, into: $0) }
            }
            out += buffer[..<step.produced]
            rest = rest.dropFirst(step.consumed)
            if let fault = step.fault { return (out, fault) }
            if rest.isEmpty, step.produced == 0 { return (out, decompressor.faultAtEnd) }
        }
    }

    @Test(arguments: CompressedForm.allCases, [1, 7, 1000, 1 << 20])
    func whatOrdinaryToolsPackComesOut(_ form: CompressedForm, _ pieces: Int) async throws {
        let packed = try await Self.packed(form, Self.text)
        #expect(CompressedForm.sign(of: packed) == .form(form))
        let (bytes, fault) = try unpacked(form, packed, pieces: pieces, room: pieces == 1 ? 100 : 70_000)
        #expect(fault == nil)
        #expect(bytes == Self.text)
    }

    @Test(arguments: CompressedForm.allCases)
    func severalFilesBehindOneAnotherAreOne(_ form: CompressedForm) async throws {
        let one = try await Self.packed(form, Self.text)
        let two = try await Self.packed(form, Array("and more".utf8), "-1")
        let empty = try await Self.packed(form, [])
        let (bytes, fault) = try unpacked(form, one + empty + two, pieces: 999)
        #expect(fault == nil)
        #expect(bytes == Self.text + Array("and more".utf8))
    }

    @Test(arguments: CompressedForm.allCases)
    func whatCameBeforeACutIsThere(_ form: CompressedForm) async throws {
        let packed = try await Self.packed(form, Self.text)
        for length in [4, 20, packed.count / 2, packed.count - 1] {
            let (bytes, fault) = try unpacked(form, Array(packed.prefix(length)))
            #expect(fault?.code == .cutShort, "\(form) \(length)")
            #expect(bytes.elementsEqual(Self.text.prefix(bytes.count)))
            if length > packed.count / 3 { #expect(bytes.count > 10_000) }
        }
    }

    @Test(arguments: CompressedForm.allCases)
    func damageIsSeen(_ form: CompressedForm) async throws {
        var packed = try await Self.packed(form, Self.text, form == .zstd ? "--check" : "-6")
        packed[packed.count / 2] ^= 0x55
        let (_, fault) = try unpacked(form, packed)
        #expect(fault?.code == .damaged)
    }

    @Test(arguments: CompressedForm.allCases)
    func somethingElseBehindItIsSaid(_ form: CompressedForm) async throws {
        let packed = try await Self.packed(form, Self.text)
        let (bytes, fault) = try unpacked(form, packed + Array("{\"rule\":1}\n".utf8), pieces: 1000)
        #expect(bytes == Self.text)
        #expect(fault?.code == .trailing)
    }

    @Test func paddingBehindGzipIsNothing() async throws {
        let packed = try await Self.packed(.gzip, Self.text)
        let (bytes, fault) = try unpacked(.gzip, packed + [UInt8](repeating: 0, count: 5000), pieces: 77)
        #expect(fault == nil)
        #expect(bytes == Self.text)
    }

    @Test func aWindowBeyondTheLimitIsRefused() async throws {
        // The frame's header alone asks for it: a window of 1 GiB.
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA0] + [UInt8](repeating: 0, count: 20)
        let (_, fault) = try unpacked(.zstd, frame)
        #expect(fault?.code == .windowTooLarge)
        #expect(fault?.description.contains("128 MiB") == true)
    }

    /// A few bytes that stand for very many need no memory for them.
    @Test(arguments: CompressedForm.allCases)
    func aBombComesInPieces(_ form: CompressedForm) async throws {
        let packed = try await Self.packed(form, [UInt8](repeating: 0x20, count: 64 << 20))
        let decompressor = try Decompressor(form)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var rest = packed[...]
        var count = 0
        while true {
            let step = Array(rest).withUnsafeBytes { piece in
                buffer.withUnsafeMutableBytes { decompressor.step(piece, into: $0) }
            }
            rest = rest.dropFirst(step.consumed)
            count += step.produced
            #expect(step.fault == nil)
            if step.produced == 0 { break }
        }
        #expect(count == 64 << 20)
        #expect(decompressor.faultAtEnd == nil)
    }

    @Test func signsTellForms() {
        #expect(CompressedForm.sign(of: []) == .open)
        #expect(CompressedForm.sign(of: [0x1F]) == .open)
        #expect(CompressedForm.sign(of: [0x28, 0xB5, 0x2F]) == .open)
        #expect(CompressedForm.sign(of: Array("{\"rule\"".utf8)) == .none)
        #expect(CompressedForm.sign(of: Array("BZh9".utf8)) == .foreign("bzcat"))
        #expect(CompressedForm.sign(of: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) == .foreign("xzcat"))
        #expect(CompressedForm.sign(of: [0x53, 0x2A, 0x4D, 0x18]) == .form(.zstd), "a frame to pass over")
    }

    // MARK: Writing

    @Test func whatWasFlushedCanBeReadBack() async throws {
        let writer = try ZstdWriter()
        var packed: [UInt8] = []
        try writer.write(Array("one ".utf8), flush: .all, to: &packed)
        try writer.write(Self.text, flush: .all, to: &packed)
        var (bytes, fault) = try unpacked(.zstd, packed)
        #expect(bytes == Array("one ".utf8) + Self.text)
        #expect(fault?.code == .cutShort)
        try writer.write([], flush: .end, to: &packed)
        (bytes, fault) = try unpacked(.zstd, packed)
        #expect(bytes.count == 4 + Self.text.count)
        #expect(fault == nil)
        let output = try await Tool.run("zstd", ["-d", "-c"], input: packed)
        #expect(output.bytes == bytes, "zstd reads it, too")
        #expect(packed.count < Self.text.count / 4)
    }

    @Test func checksumsAreThoseOfGzip() {
        var checksum = Checksum()
        checksum.add(Array("12345".utf8))
        checksum.add([])
        checksum.add(Array("6789".utf8))
        #expect(checksum.value == 0xCBF4_3926)
    }
}
