/// What became of a batch that was handed on.
package enum Uptake: Sendable, Hashable {
    /// It was taken, and more is wanted.
    case more
    /// No more is wanted. So many alerts from the batch's beginning were taken; `nil` when nobody knows how many.
    case enough(taken: Int?)

    /// For whoever looks at whole batches and does not say what became of the last one.
    package init(goesOn: Bool) {
        self = goesOn ? .more : .enough(taken: nil)
    }
}
