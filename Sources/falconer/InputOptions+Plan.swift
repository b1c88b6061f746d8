internal import Agent
internal import FalcoRPC
internal import Inputs

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
        applyAlertSize(to: &plan, &faults)
        // Where none is named, the local Falco may have a socket.
        if !places.isEmpty, !plan.asksFalco {
            for (flag, isGiven) in [
                ("--no-reconnect", connection.noReconnect),
                ("--poll-interval", connection.pollInterval != nil),
            ] where isGiven {
                faults.add("\(flag) goes with Falco's gRPC: --socket or --address")
            }
        }
        return plan
    }

    private func applyAlertSize(to plan: inout InputPlan, _ faults: inout Faults) {
        guard let size = connection.maxAlertSize else { return }
        let most = SavedAlertsSource.longestLine >> 20
        if !plan.places.isEmpty, plan.readsOnlyLines, size > most {
            faults.add("--max-alert-size wants 1 to \(most) MiB where only lines are read, not \(size)")
        }
        plan.longestLine = min(most, max(1, size)) << 20
    }
}
