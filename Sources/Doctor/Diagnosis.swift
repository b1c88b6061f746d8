/// The answers to all questions.
package struct Diagnosis: Sendable {
    /// The version of the diagnosis as JSON shows it. Raised when a key changes meaning or goes away.
    package static let schemaVersion = 1

    /// What the answers mean as a whole. Its number is the exit code.
    package enum Verdict: Int32, Sendable {
        /// Nothing is bad.
        case fine = 0
        /// Falco, or a part of its alerts, cannot be reached; or the proof that was asked for cannot be made.
        case unreachable = 69
        case noPermission = 77
        case badConfiguration = 78
    }

    package let checks: [Check]
    package let findings: Findings

    /// Makes all checks. The same findings give the same answers.
    package init(_ findings: Findings) {
        self.findings = findings
        checks = Check.Kind.allCases.map { findings.check($0) }
    }

    /// The worst of all states; what is unknown makes nothing worse.
    package var state: Check.State {
        if checks.contains(where: { $0.state == .bad }) { return .bad }
        return checks.contains { $0.state == .attention } ? .attention : .good
    }

    /// The first bad answer tells: the checks go from causes to effects.
    package var verdict: Verdict { decisive?.verdict ?? .fine }

    /// The check that the verdict comes from.
    package var decisive: Check? { checks.first { $0.state == .bad } }

    /// What Falco's counters prove, when there is something to compare.
    package var losses: [RuleLoss]? {
        guard let metrics = findings.metrics.value, !metrics.isBroken, let watch = findings.watch.value else {
            return nil
        }
        return RuleLoss.all(metrics, watch)
    }
}

extension Findings {
    func check(_ kind: Check.Kind) -> Check {
        switch kind {
        case .process: processCheck
        case .version: versionCheck
        case .configuration: configurationCheck
        case .outputs: outputsCheck
        case .grpcKeys: grpcKeysCheck
        case .socket: socketCheck
        case .permission: permissionCheck
        case .listening: listeningCheck
        case .api: apiCheck
        case .attach: attachCheck
        case .clients: clientsCheck
        case .alerts: alertsCheck
        case .drops: dropsCheck
        case .clock: clockCheck
        case .metrics: metricsCheck
        case .loss: lossCheck
        }
    }
}
