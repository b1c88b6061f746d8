internal import CZlib

/// Reads gzip: members one behind the other, zeros for padding after the last.
final class GzipReader: CompressedReader {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Members read to their end.
    private var members = 0
    /// Bytes of the next member's magic that have come; 2 within a member.
    private var magic = 0
    /// Whether there may be more to write than the last output had room for.
    private var wasFull = false

    init() throws(CompressionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window there is; 16: gzip's frame around it, with its checksum.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw CompressionError(.outOfMemory, "there is no memory to read gzip")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    var isWhole: Bool { magic == 0 && members > 0 }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> Decompressor.Step {
        var step = Decompressor.Step()
        while step.consumed < input.count || wasFull, step.produced < output.count, step.fault == nil {
            let rest = UnsafeRawBufferPointer(rebasing: input[step.consumed...])
            if magic < 2 {
                guard let first = rest.first else { break }
                step.fault = enter(first)
                if step.fault == nil { step.consumed += 1 }
            } else {
                let room = UnsafeMutableRawBufferPointer(rebasing: output[step.produced...])
                let (consumed, produced, fault) = inflate(rest, room)
                step.consumed += consumed
                step.produced += produced
                step.fault = fault
            }
        }
        return step
    }

    /// Takes a byte between two members or of the magic that begins one.
    private func enter(_ byte: UInt8) -> CompressionError? {
        if magic == 0, members > 0, byte == 0 { return nil }
        guard byte == CompressedForm.gzip.magic[magic] else {
            return members > 0
                ? CompressionError(.trailing, "something that is not gzip follows")
                : CompressionError(.damaged, "it is not gzip")
        }
        magic += 1
        if magic == 2 {
            // The reader of the member wants to see its magic.
            var bytes = CompressedForm.gzip.magic
            bytes.withUnsafeMutableBufferPointer {
                stream.pointee.next_in = $0.baseAddress
                stream.pointee.avail_in = 2
                stream.pointee.next_out = $0.baseAddress
                stream.pointee.avail_out = 0
                _ = CZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        return nil
    }

    private func inflate(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
    ) -> (consumed: Int, produced: Int, fault: CompressionError?) {
        let available = UInt32(clamping: input.count)
        let room = UInt32(clamping: output.count)
        // zlib reads from here only.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = available
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        let consumed = Int(available - stream.pointee.avail_in)
        let produced = Int(room - stream.pointee.avail_out)
        wasFull = stream.pointee.avail_out == 0 && status == Z_OK
        switch status {
        case Z_STREAM_END:
            members += 1
            magic = 0
            inflateReset(stream)
            return (consumed, produced, nil)
        case Z_OK, Z_BUF_ERROR: return (consumed, produced, nil)
        case Z_MEM_ERROR: return (consumed, produced, CompressionError(.outOfMemory, "memory is short"))
        default:
            let words = stream.pointee.msg.map { ": " + String(cString: $0) } ?? ""
            return (consumed, produced, CompressionError(.damaged, "its gzip data is damaged" + words))
        }
    }
}
