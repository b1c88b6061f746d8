internal import Agent

extension AttachPlan {
    /// What the flags say that attach, analyze and demo share.
    init(
        _ input: InputPlan, _ selection: SelectionOptions, _ ending: EndingOptions,
        _ showing: ShowingOptions, _ faults: inout Faults
    ) {
        self.init(input: input, filter: selection.filter(&faults), form: showing.form)
        self.ending = ending.ending(&faults)
        failOn = ending.failOn?.value
        showing.apply(to: &self, &faults)
    }

    /// Alerts are forwarded, too: as they came, where they came as JSON.
    mutating func add(_ forward: ForwardPlan?) {
        self.forward = forward
        input.keepsOriginals = input.keepsOriginals || forward != nil
    }
}
