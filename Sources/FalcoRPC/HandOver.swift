/// The bounded hand-over from the thread that reads to the task that consumes: a pure state machine.
///
/// What is bounded are the bytes: each element stands for bytes of the HTTP/2 window, and only when it is taken do
/// they become credit, for the reader to give back to the sender. A consumer that takes nothing lets the window run
/// out, and the sender waits. `Waiter` is what wakes the consumer.
struct HandOver<Element, Waiter> {
    /// What the consumer gets.
    enum Taken {
        case element(Element)
        /// There is nothing more to come.
        case end(FalcoRPCError?)
        /// Nothing yet.
        case nothing
    }

    private enum Ending {
        case none
        case ended(FalcoRPCError?)
    }

    /// Credit from which on the reader is woken to give it back; less waits for the reader's next turn.
    let wakeThreshold: Int
    private var elements = Fifo<(element: Element, bytes: Int, connection: Int)>()
    /// Which connection elements come from. Credit for an earlier one is of no use to anybody.
    private var connection = 0
    private var waiter: Waiter?
    private var ending = Ending.none
    private var credit = 0
    /// Bytes of the elements that wait to be taken.
    private(set) var waitingBytes = 0
    /// Whether the consumer has given up.
    private(set) var isCancelled = false
    /// Set by the reader when it keeps bytes back until everything is taken.
    var readerHoldsBytes = false

    init(wakeThreshold: Int) {
        self.wakeThreshold = wakeThreshold
    }

    /// Whether nothing waits to be taken.
    var isDrained: Bool { elements.isEmpty }

    /// The reader offers an element. A waiter that is returned must be woken with it.
    mutating func offer(_ element: Element, bytes: Int) -> Waiter? {
        guard !isCancelled else { return nil }
        if let waiter {
            self.waiter = nil
            credit += bytes
            return waiter
        }
        elements.append((element, bytes, connection))
        waitingBytes += bytes
        return nil
    }

    /// The consumer takes the next element. `wake` says that the reader must be woken.
    mutating func take() -> (taken: Taken, wake: Bool) {
        guard !isCancelled else { return (.end(nil), false) }
        if let (element, bytes, source) = elements.popFirst() {
            waitingBytes -= bytes
            if source == connection { credit += bytes }
            return (.element(element), credit >= wakeThreshold || (readerHoldsBytes && elements.isEmpty))
        }
        guard case .ended(let error) = ending else { return (.nothing, false) }
        // An error is thrown once.
        ending = .ended(nil)
        return (.end(error), false)
    }

    /// The consumer found nothing and waits, unless something has come in between.
    mutating func wait(_ waiter: Waiter) -> (taken: Taken, wake: Bool) {
        let outcome = take()
        if case .nothing = outcome.taken { self.waiter = waiter }
        return outcome
    }

    /// The reader is done; what it offered can still be taken. A waiter that is returned must be told the end.
    mutating func finish(_ error: FalcoRPCError?) -> Waiter? {
        guard case .none = ending else { return nil }
        defer { waiter = nil }
        ending = .ended(waiter == nil ? error : nil)
        return waiter
    }

    /// The consumer gives up; what it has not taken is discarded. A waiter that is returned must be told the end.
    mutating func cancel() -> (waiter: Waiter?, discarded: [Element]) {
        guard !isCancelled else { return (nil, []) }
        isCancelled = true
        var discarded: [Element] = []
        while let (element, _, _) = elements.popFirst() { discarded.append(element) }
        waitingBytes = 0
        defer { waiter = nil }
        return (waiter, discarded)
    }

    /// The reader begins a new connection, whose window is whole.
    mutating func beginConnection() {
        connection += 1
        credit = 0
    }

    /// The reader collects the credit of what was taken.
    mutating func collectCredit() -> Int {
        defer { credit = 0 }
        return credit
    }
}
