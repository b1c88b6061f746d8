/// Reads compressed bytes that come in pieces, into pieces of memory that the caller has. What it holds itself does not
/// depend on how much it reads: 48 KiB for gzip, up to the largest window for zstd.
package final class Decompressor {
    /// The largest window that a zstd frame may ask for: 128 MiB, what `zstd -d` takes, too.
    package static let largestWindow = 128 << 20

    /// What one step did.
    package struct Step: Sendable {
        /// Bytes of the input that were taken.
        package var consumed = 0
        /// Bytes that were written to the output. They count also where a fault follows them.
        package var produced = 0
        /// Why there will be no more.
        package var fault: CompressionError?
    }

    private let reader: any CompressedReader

    /// - Throws: `CompressionError` when memory is short.
    package init(_ form: CompressedForm) throws(CompressionError) {
        switch form {
        case .gzip: reader = try GzipReader()
        case .zstd: reader = try ZstdReader()
        }
    }

    /// Reads on, until the input is used up or the output is full. Several files written one behind the other are read
    /// as one.
    package func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> Step {
        reader.step(input, into: output)
    }

    /// What is wrong when the input ends here; `nil` when it may.
    package var faultAtEnd: CompressionError? {
        reader.isWhole ? nil : CompressionError(.cutShort, "it is cut short")
    }
}

/// A reader of one form.
protocol CompressedReader: AnyObject {
    /// Whether the input may end here.
    var isWhole: Bool { get }

    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> Decompressor.Step
}
