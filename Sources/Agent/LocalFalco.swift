package import Doctor
internal import HTTP2
package import Inputs

/// Looks for the alerts of this host's Falco when no input is named.
package struct LocalFalco: Sendable {
    /// What was found.
    package struct Finding: Sendable {
        package var choice: InputChoice
        /// What to put into Falco's configuration when nothing it has on can be taken.
        package var snippet: FixSnippet
    }

    /// How long whatever listens on the socket may take to say that it is a Falco.
    private static let patience = Duration.seconds(2)

    private let host: HostFiles

    package init(host: HostFiles = HostFiles()) {
        self.host = host
    }

    /// The socket where something listens; else what Falco's processes and configuration say.
    package func find() async -> Finding {
        if let socket = AttachPlan.defaultSockets.first(where: listens) {
            return Finding(
                choice: InputChoice(place: .socket(host.real(socket)), reasons: []),
                snippet: FixSnippet(version: nil))
        }
        // A socket that this user may not use is taken when there is nothing else.
        var plan = ExaminationPlan()
        plan.host = host
        plan.patience = Self.patience
        let findings = await Examination(plan).glance()
        var choice = findings.choice ?? InputChoice(place: .socket(findings.socket.path), reasons: [])
        if case .socket(let path) = choice.place { choice.place = .socket(host.real(path)) }
        return Finding(choice: choice, snippet: FixSnippet(findings))
    }

    /// Whether something listens there that this user may connect to.
    private func listens(_ path: String) -> Bool {
        do throws(HTTP2Error) {
            _ = try Dial.unix(UnixAddress(path: host.real(path)))
            return true
        } catch {
            return false
        }
    }

    /// Where to listen for what Falco posts to a URL; `nil` when that is another host's, or none.
    package static func address(of url: String) -> ListenAddress? {
        guard let endpoint = MetricsEndpoint(url), endpoint.isLoopback else { return nil }
        return ListenAddress(endpoint.authority)
    }
}
