internal import Agent

extension EndingOptions {
    /// When to end.
    func ending(_ faults: inout Faults) -> AttachPlan.Ending {
        if let count, count < 1 { faults.add("--count wants a number above 0, not \(count)") }
        for (flag, value) in [("--duration", duration), ("--idle-exit", idleExit)] where value?.value == .zero
        {
            faults.add("\(flag) wants more than nothing: \(DurationArgument.forms)")
        }
        return AttachPlan.Ending(count: count, duration: duration?.value, idle: idleExit?.value)
    }
}
