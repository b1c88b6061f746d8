/// Where a call's messages come from. It belongs to the server's thread.
protocol MessageSource: AnyObject {
    /// Whether the call's requests are served now. Those of a call that must wait for its turn are kept.
    var isServed: Bool { get }

    /// Whether the call is to end at once, unfinished.
    var isRevoked: Bool { get }

    /// The next messages to send; `nil` when there are none now.
    func next() -> MessageSlice?

    /// The call is over. The last `unsent` messages that it took were not sent.
    func close(unsent: Int)
}

/// Some messages of a block.
struct MessageSlice {
    let block: MessageBlock
    /// Which ones; never none.
    let messages: Range<Int>

    /// Their bytes, counted from the block's beginning.
    var bytes: Range<Int> { block.start(of: messages.lowerBound)..<block.ends[messages.upperBound - 1] }

    /// How many of them end behind a place in the block.
    func count(endingBehind place: Int) -> Int {
        messages.reversed().prefix { block.ends[$0] > place }.count
    }
}
