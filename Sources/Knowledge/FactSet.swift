/// Facts about one alert, or facts that a condition asks for.
package struct FactSet: Sendable, Hashable, BitwiseCopyable {
    package private(set) var bits: UInt32 = 0

    package init() {}

    package func contains(_ fact: Fact) -> Bool { bits & FactSet.bit(fact) != 0 }

    package mutating func insert(_ fact: Fact) { bits |= FactSet.bit(fact) }

    private static func bit(_ fact: Fact) -> UInt32 {
        let place =
            switch fact {
            case .container: 0
            case .host: 1
            case .kubernetes: 2
            case .docker: 3
            case .containerd: 4
            case .crio: 5
            case .podman: 6
            case .root: 7
            case .nonroot: 8
            case .privileged: 9
            case .terminal: 10
            case .noTerminal: 11
            case .loginSession: 12
            case .noLoginSession: 13
            case .connection: 14
            case .file: 15
            case .peer: 16
            case .peerPublic: 17
            case .peerPrivate: 18
            case .failed: 19
            case .succeeded: 20
            case .upperLayer: 21
            case .memfd: 22
            }
        return 1 << UInt32(place)
    }
}
