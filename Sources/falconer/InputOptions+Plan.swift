internal import Agent
internal import FalcoRPC

extension InputOptions {
    /// The places that are named; none when the local Falco is to be looked for.
    func plan(_ faults: inout Faults) -> InputPlan {
        var places: [InputPlan.Place] = []
        let isNamed = connection.socket != nil || connection.address != nil
        let endpoint = connection.endpoint(&faults)
        if isNamed || connection.get { places.append(connection.get ? .queue(endpoint) : .falco(endpoint)) }
        if let standardInput {
            if standardInput != "-" {
                faults.add(
                    "“\(standardInput)” is no input: - takes lines from standard input, and falconer analyze reads files"
                )
            }
            places.append(.files(["-"]))
        }
        if let http = http.plan(&faults) { places.append(.http(http)) }
        places += follow.places(&faults)
        if connection.get, places.count > 1 {
            faults.add("--get asks Falco once and ends; it goes with no other input")
        }
        var plan = InputPlan(places)
        plan.subscription = connection.subscription(&faults)
        return plan
    }
}
