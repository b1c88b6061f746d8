/// Takes the messages of a call, on the thread that reads.
protocol MessageSink: AnyObject {
    /// A message. Its bytes live until this returns.
    func received(_ message: UnsafeRawBufferPointer)
    /// A message longer than the limit: its beginning, and its size.
    func receivedOversized(_ start: UnsafeRawBufferPointer, size: Int)
}
