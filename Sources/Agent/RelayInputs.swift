internal import FalcoAlerts
internal import FalcoRPC
internal import Inputs
internal import Synchronization

/// How the inputs of a relay stand, and which Falco is behind them. Told by the inputs' own threads.
final class RelayInputs: Sendable {
    /// One input.
    struct Input: Sendable {
        let name: String
        /// Whether alerts can come from it now.
        var isUp: Bool
        /// How often it was lost.
        var losses = 0
        /// Why it is away; `nil` when it is not.
        var trouble: String?
    }

    private struct State {
        var inputs: [Input]
        var versions: [String: FalcoVersion] = [:]
    }

    private let endpoints: [String: FalcoEndpoint]
    private let state: Mutex<State>
    /// Falcos that have just been connected to.
    let connected: AsyncStream<(name: String, endpoint: FalcoEndpoint)>
    private let continuation: AsyncStream<(name: String, endpoint: FalcoEndpoint)>.Continuation

    init(_ places: [InputPlan.Place]) {
        var endpoints: [String: FalcoEndpoint] = [:]
        for case .falco(let endpoint) in places { endpoints[InputPlan.Place.falco(endpoint).name] = endpoint }
        self.endpoints = endpoints
        // What is no subscription is there from the beginning.
        let inputs = places.map { Input(name: $0.name, isUp: endpoints[$0.name] == nil) }
        state = Mutex(State(inputs: inputs))
        (connected, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    /// How each stands, in the order in which they were named.
    var all: [Input] { state.withLock { $0.inputs } }

    /// Whether alerts can come from any of them.
    var isAnyUp: Bool { state.withLock { $0.inputs.contains(where: \.isUp) } }

    /// The version of the first Falco that told one.
    var version: FalcoVersion? {
        state.withLock { state in
            let versions = state.versions
            return state.inputs.compactMap { versions[$0.name] }.first
        }
    }

    func note(_ name: String, _ event: SubscriptionEvent) {
        switch event {
        case .connected:
            change(name) { input in
                input.isUp = true
                input.trouble = nil
            }
            if let endpoint = endpoints[name] { continuation.yield((name, endpoint)) }
        case .waiting(let reason, _): lose(name, reason.message)
        case .disconnected(let error): lose(name, error?.message ?? "Falco ended the subscription")
        case .connecting, .gap, .undecodable: break
        }
    }

    /// One has ended: nothing more comes from it.
    func note(_ ending: MergedSource.Ending) {
        if let failure = ending.failure { lose(ending.name, failure.description) }
        change(ending.name) { $0.isUp = false }
    }

    /// All have ended.
    func end() {
        state.withLock { state in
            for index in state.inputs.indices { state.inputs[index].isUp = false }
        }
        continuation.finish()
    }

    /// Keeps what a Falco says of itself. Returns the other versions that are known.
    func keep(_ version: FalcoVersion, of name: String) -> [FalcoVersion] {
        state.withLock { state in
            state.versions[name] = version
            return state.versions.values.filter { $0.version != version.version }
        }
    }

    private func lose(_ name: String, _ reason: String) {
        change(name) { input in
            if input.isUp { input.losses += 1 }
            input.isUp = false
            input.trouble = reason
        }
    }

    private func change(_ name: String, _ body: (inout Input) -> Void) {
        state.withLock { state in
            guard let index = state.inputs.firstIndex(where: { $0.name == name }) else { return }
            body(&state.inputs[index])
        }
    }
}
