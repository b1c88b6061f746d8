internal import Agent

extension EndingOptions {
    /// When to end.
    func ending(_ faults: inout Faults) -> AttachPlan.Ending {
        if let count, count < 1 { faults.add("--count wants a number above 0, not \(count)") }
        return AttachPlan.Ending(count: count, duration: duration?.value, idle: idleExit?.value)
    }
}
