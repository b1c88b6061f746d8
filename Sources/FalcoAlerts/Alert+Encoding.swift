internal import CFalco

extension Alert {
    /// The alert as a `falco.outputs.response` message.
    /// - Throws: `AlertError` when memory is short.
    public func encoded() throws(AlertError) -> [UInt8] {
        let size = encodedSize
        guard size != Int.max, size >= 0 else { throw AlertError(.outOfMemory) }
        return [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, count in
            count = encode(to: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Bytes of the alert as a `falco.outputs.response` message.
    package var encodedSize: Int { falco_alert_encoded_size(batch.block, UInt32(index)) }

    /// Writes the alert as a `falco.outputs.response` message to the beginning of `buffer`, which has at least
    /// ``encodedSize`` bytes, and returns how many it wrote.
    @discardableResult
    package func encode(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let start = buffer.baseAddress else { return 0 }
        return falco_alert_encode(
            batch.block, UInt32(index), start.assumingMemoryBound(to: UInt8.self))
    }
}
