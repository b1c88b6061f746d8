/// Bytes on their way out, in order.
struct OutputBuffer {
    private var bytes: [UInt8] = []
    private var start = 0

    var count: Int { bytes.count - start }
    var isEmpty: Bool { start == bytes.count }

    mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Forgets the first `count` bytes.
    mutating func drop(_ count: Int) {
        start += count
        guard start == bytes.count else { return }
        bytes.removeAll(keepingCapacity: true)
        start = 0
    }

    func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws(HTTP2Error) -> R) throws(HTTP2Error) -> R {
        // The closure of `withUnsafeBytes` cannot throw a typed error here, so its outcome is carried out by hand.
        let outcome: Result<R, HTTP2Error> = bytes.withUnsafeBytes { all in
            do throws(HTTP2Error) {
                return .success(try body(UnsafeRawBufferPointer(rebasing: all[start...])))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}
