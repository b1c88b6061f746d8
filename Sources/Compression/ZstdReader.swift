internal import CZstd

/// Reads zstd: frames one behind the other.
final class ZstdReader: CompressedReader {
    private let context: OpaquePointer
    private var frames = 0
    private var isBetweenFrames = true

    init() throws(CompressionError) {
        guard let context = ZSTD_createDCtx() else {
            throw CompressionError(.outOfMemory, "there is no memory to read zstd")
        }
        let window = Int32(Decompressor.largestWindow.trailingZeroBitCount)
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, window)
        self.context = context
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    var isWhole: Bool { isBetweenFrames && frames > 0 }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> Decompressor.Step {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        var fault: CompressionError?
        while source.pos < source.size || !isBetweenFrames, target.pos < target.size {
            let before = (source.pos, target.pos)
            let status = ZSTD_decompressStream(context, &target, &source)
            if ZSTD_isError(status) != 0 {
                fault = self.fault(ZSTD_getErrorCode(status))
                break
            }
            isBetweenFrames = status == 0
            if isBetweenFrames { frames += 1 }
            // What is left of the frame has not come yet.
            if source.pos == source.size, target.pos < target.size { break }
            if (source.pos, target.pos) == before { break }
        }
        return Decompressor.Step(consumed: source.pos, produced: target.pos, fault: fault)
    }

    private func fault(_ code: ZSTD_ErrorCode) -> CompressionError {
        switch code {
        case ZSTD_error_prefix_unknown where isWhole:
            CompressionError(.trailing, "something that is not zstd follows")
        case ZSTD_error_frameParameter_windowTooLarge:
            CompressionError(
                .windowTooLarge,
                "reading it needs a window of more than \(Decompressor.largestWindow >> 20) MiB "
                    + "(zstd --ultra --long); unpack it with zstd -d --long=31 first")
        case ZSTD_error_memory_allocation: CompressionError(.outOfMemory, "memory is short")
        default:
            CompressionError(
                .damaged,
                "its zstd data is damaged: \(String(cString: ZSTD_getErrorString(code)).lowercased())")
        }
    }
}
