package import Doctor
package import FalcoAlerts

/// What to look into.
package struct ExaminationPlan: Sendable {
    /// The host whose files are looked at.
    package var host = HostFiles()
    /// The socket's path, when it was given.
    package var socket: String?
    /// The configuration's path, when it was given.
    package var configuration: String?
    /// Falco's version, when it was given.
    package var version: FalcoVersion?
    /// How long to wait for alerts.
    package var wait: Duration = .seconds(5)
    /// Whether to take alerts although another client may be there.
    package var waitsRegardless = false
    package var metrics: MetricsEndpoint?
    /// How long the server may take to answer a call.
    package var patience: Duration = .seconds(5)

    package init() {}
}
