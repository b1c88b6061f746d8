internal import CZlib

/// Unpacking what was packed with gzip or deflate, never to more than a limit: a few bytes may stand for very many.
enum Inflation {
    enum Failure: Error { case tooLarge, damaged, outOfMemory }

    /// Room is made in steps of this size at least.
    private static let step = 64 << 10

    /// - Parameters:
    ///   - bytes: gzip, in one or several members, or deflate with or without zlib's header.
    ///   - limit: the most that may come out, in bytes.
    static func inflate(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        // 15 is the largest window, 32 tells gzip and zlib by their headers, a negative number expects none.
        do throws(Failure) {
            return try inflate(bytes, limit: limit, window: 15 + 32)
        } catch {
            guard case .damaged = error else { throw error }
            return try inflate(bytes, limit: limit, window: -15)
        }
    }

    private static func inflate(_ bytes: [UInt8], limit: Int, window: Int32) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .outOfMemory
        }
        defer { inflateEnd(&stream) }
        var out: [UInt8] = []
        var failure: Failure?
        bytes.withUnsafeBufferPointer { input in
            // zlib does not write to its input.
            stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.avail_in = UInt32(input.count)
            do throws(Failure) { try run(&stream, limit, into: &out) } catch { failure = error }
        }
        if let failure { throw failure }
        return out
    }

    private static func run(_ stream: inout z_stream, _ limit: Int, into out: inout [UInt8]) throws(Failure) {
        while true {
            let filled = out.count
            // One byte more than allowed tells that it goes on.
            let room = min(max(filled, step), limit + 1 - filled)
            guard room > 0 else { throw .tooLarge }
            out.append(contentsOf: repeatElement(0, count: room))
            let status = out.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress.map { $0 + filled }
                stream.avail_out = UInt32(room)
                return CZlib.inflate(&stream, Z_NO_FLUSH)
            }
            out.removeLast(Int(stream.avail_out))
            switch status {
            case Z_STREAM_END:
                if stream.avail_in == 0 { return out.count > limit ? try fail(.tooLarge) : () }
                guard inflateReset(&stream) == Z_OK else { throw .damaged }
            case Z_OK:
                if stream.avail_in == 0, stream.avail_out > 0 { throw .damaged }
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .damaged
            }
        }
    }

    private static func fail(_ failure: Failure) throws(Failure) { throw failure }
}
