internal import CZstd

/// Compresses with zstd what comes in pieces. What was flushed can be read back, also when nothing follows it.
package final class ZstdWriter {
    /// How much of what was given has to be in the output.
    package enum Flush: Sendable {
        /// All of it; the frame goes on.
        case all
        /// All of it, and the frame's end.
        case end
    }

    /// What a frame's reader must remember: 1 MiB.
    private static let windowLog: Int32 = 20
    private static let level: Int32 = 3

    private let context: OpaquePointer

    /// - Throws: `CompressionError` when memory is short.
    package init() throws(CompressionError) {
        guard let context = ZSTD_createCCtx() else {
            throw CompressionError(.outOfMemory, "there is no memory to compress with zstd")
        }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, Self.windowLog)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        self.context = context
    }

    deinit {
        ZSTD_freeCCtx(context)
    }

    /// Compresses `bytes` and appends the result to `output`.
    /// - Throws: `CompressionError` when memory is short.
    package func write(
        _ bytes: [UInt8], flush: Flush, to output: inout [UInt8]
    ) throws(CompressionError) {
        var taken = 0
        let mode = flush == .end ? ZSTD_e_end : ZSTD_e_flush
        while true {
            let room = ZSTD_CStreamOutSize()
            let start = output.count
            var left = 0
            output.reserveCapacity(start + room)
            output.append(contentsOf: repeatElement(0, count: room))
            let made = output.withUnsafeMutableBytes { output in
                bytes.withUnsafeBytes { bytes in
                    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: start)
                    var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: taken)
                    left = ZSTD_compressStream2(context, &target, &source, mode)
                    taken = source.pos
                    return target.pos
                }
            }
            output.removeSubrange(made...)
            if ZSTD_isError(left) != 0 {
                throw CompressionError(
                    .outOfMemory, "zstd: \(String(cString: ZSTD_getErrorName(left)).lowercased())")
            }
            if left == 0 { return }
        }
    }
}
