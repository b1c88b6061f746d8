internal import CFalco

extension Alert {
    /// The alert as a `falco.outputs.response` message.
    /// - Throws: `AlertError` when memory is short.
    public func encoded() throws(AlertError) -> [UInt8] {
        let size = falco_alert_encoded_size(batch.block, UInt32(index))
        guard size != Int.max, size >= 0 else { throw AlertError(.outOfMemory) }
        return [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, count in
            count = buffer.baseAddress.map { falco_alert_encode(batch.block, UInt32(index), $0) } ?? 0
        }
    }
}
