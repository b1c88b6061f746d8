internal import Escaping

extension Findings {
    var metricsCheck: Check {
        let expected: Prose = "Falco's counters as Prometheus reads them"
        switch metrics {
        case .done:
            return Check(
                .metrics, .good, found: "\(value: metricsURL ?? "") tells Falco's counters",
                expected: expected)
        case .failed(let obstacle):
            return Check(
                .metrics, .unreachable, found: "\(value: metricsURL ?? "") tells nothing", expected: expected
            ).with {
                $0.details = ["\(value: obstacle.message)"]
                $0.advice = [Self.metricsAdvice]
            }
        case .notTried:
            guard let url = configuration.metricsURL else {
                return Check(.metrics, .unknown, found: "off, or not known", expected: expected).with {
                    $0.advice = [Self.metricsAdvice]
                }
            }
            return Check(.metrics, .good, found: "on, at \(value: url)", expected: expected)
        }
    }

    private static let metricsAdvice: Prose =
        """
        Switch on `webserver.enabled`, `webserver.prometheus_metrics_enabled`, `metrics.enabled` and \
        `metrics.rules_counters_enabled`, and restart Falco: losses can be proved by them.
        """

    var lossCheck: Check {
        let expected: Prose = "every alert that Falco counts is received"
        guard let pair = metrics.value, let watch = watch.value else {
            if metricsURL != nil { return unproved(expected) }
            return Check(.loss, .unknown, found: "not tried", expected: expected).with {
                if let url = configuration.metricsURL {
                    $0.advice = ["Give \(value: "--metrics-url \(url)") to compare."]
                } else {
                    $0.advice = ["With Falco's metrics on, give `--metrics-url` to compare."]
                }
            }
        }
        if pair.isBroken {
            return Check(
                .loss, .unreachable,
                found: "not proved: Falco started anew in between, its counters began at 0",
                expected: expected
            ).with { $0.advice = ["Run this again."] }
        }
        if pair.after.matches.isEmpty {
            return Check(
                .loss, .unreachable, found: "not proved: Falco's counters tell of no rule", expected: expected
            ).with {
                $0.advice = [
                    """
                    Switch on `metrics.rules_counters_enabled`, and restart Falco. If it is on, no rule has matched since \
                    Falco started: raise an alert.
                    """
                ]
                $0.commands = [ShellCommand(ours: "sudo cat /etc/shadow > /dev/null")]
            }
        }
        return compare(RuleLoss.all(pair, watch), watch, expected)
    }

    /// The proof was asked for, and could not be made. That is never taken for a good answer.
    private func unproved(_ expected: Prose) -> Check {
        let found: Prose
        let advice: Prose
        if metrics.value == nil {
            found = "not proved: Falco's counters could not be read"
            advice = "See under “Metrics” why."
        } else if isReachable, case .notTried = watch {
            found = "not proved: alerts were not read"
            advice = "Give `--wait`, such as `--wait 5s`, to read although another client may be there."
        } else {
            found = "not proved: alerts could not be read"
            advice = "See the checks above for why."
        }
        return Check(.loss, .unreachable, found: found, expected: expected).with { $0.advice = [advice] }
    }

    private func compare(_ rules: [RuleLoss], _ watch: Watch, _ expected: Prose) -> Check {
        let matched = rules.reduce(0) { $0 &+ $1.matched }
        let lost = rules.reduce(0) { $0 &+ $1.lost }
        let span = Self.seconds(watch.seconds)
        if matched == 0 {
            return Check(
                .loss, .unknown, found: "no rule matched within \(ours: span)", expected: expected
            ).with { $0.advice = ["Wait longer with `--wait`, and raise alerts meanwhile."] }
        }
        guard lost > 0 else {
            return Check(
                .loss, .good, found: "all \(matched) matches within \(ours: span) were received",
                expected: expected)
        }
        return Check(
            .loss, .unreachable, found: "\(lost) of \(matched) matches within \(ours: span) never came",
            expected: expected
        ).with {
            $0.details = rules.prefix(20).filter { $0.lost > 0 }.map {
                "\(value: $0.rule): \($0.matched) matched, \($0.received) received"
            }
            $0.advice = [
                otherClients ?? 0 > 0
                    ? "Another client takes its share: let one program read, and serve the others from it."
                    : "See under “Drops” whether Falco's queue lost them, and whether another client reads."
            ]
        }
    }
}
