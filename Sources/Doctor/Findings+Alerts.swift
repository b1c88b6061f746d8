internal import Escaping

extension Findings {
    /// Clocks of one host agree to well within this, in seconds.
    private static let tolerance = 2.0

    var alertsCheck: Check {
        let expected: Prose = "alerts within the wait"
        switch watch {
        case .notTried: return unwatched(expected)
        case .failed(let obstacle):
            return Check(.alerts, .unreachable, found: "the subscription failed", expected: expected).with {
                $0.details = ["\(value: obstacle.message)"]
                $0.advice = ["See Falco's journal: it may have been stopped or reloaded just now."]
            }
        case .done(let watch):
            var details: [Prose] = []
            if watch.undecodable > 0 { details.append("\(watch.undecodable) messages could not be decoded") }
            guard watch.alerts > 0 else {
                return Check(
                    .alerts, .unknown, found: "no alert came within \(ours: Self.seconds(watch.seconds))",
                    expected: expected
                ).with {
                    $0.details = details
                    $0.advice = ["Nothing may have happened. Raise an alert, and wait longer with `--wait`."]
                    $0.commands = [ShellCommand(ours: "sudo cat /etc/shadow > /dev/null")]
                }
            }
            let count: Prose = watch.alerts == 1 ? "1 alert" : "\(watch.alerts) alerts"
            var found = count
            found.append(" within \(ours: Self.seconds(watch.seconds))")
            return Check(.alerts, .good, found: found, expected: expected).with {
                $0.details = details
                if let file = watch.file {
                    $0.details.append("read from \(value: file)")
                } else {
                    $0.details.append(
                        "Falco has given them to this check, and gives them to no other client again")
                }
            }
        }
    }

    private func unwatched(_ expected: Prose) -> Check {
        guard isReachable else {
            let noWay: Prose = "not to be told without Falco's API or a file of alerts"
            return Check(.alerts, .unknown, found: noWay, expected: expected).with {
                guard case .http(let url) = choice?.place else { return }
                $0.details = ["what Falco posts goes to whoever listens at \(value: url), and to nobody else"]
                $0.advice = ["Let `falconer attach` take the alerts: its counts tell."]
            }
        }
        return Check(.alerts, .unknown, found: "not tried", expected: expected).with {
            $0.details = [
                "reading would take alerts away from another client, and there is one or it cannot be ruled out"
            ]
            $0.advice = ["Give `--wait`, such as `--wait 5s`, to read all the same."]
        }
    }

    var dropsCheck: Check {
        let expected: Prose = "none"
        var details: [Prose] = []
        var isAny = false
        func note(_ what: StaticString, _ total: UInt64?, _ before: UInt64?) {
            guard let total else { return }
            let fresh = total > (before ?? total) ? total - (before ?? total) : 0
            isAny = isAny || total > 0
            details.append(
                "\(ours: what.description): \(total) since Falco started, \(fresh) of them during the wait")
        }
        if let pair = metrics.value {
            note(
                "system calls dropped by the kernel's buffer", pair.after.kernelDrops, pair.before.kernelDrops
            )
            note("alerts dropped by Falco's own queue", pair.after.queueDrops, pair.before.queueDrops)
        }
        if let dropped = watch.value?.kernelDrops {
            isAny = isAny || dropped > 0
            details.append("Falco's own alerts speak of \(dropped) system calls dropped")
        }
        if isAny {
            return Check(
                .drops, .attention, found: "Falco dropped what it should have seen", expected: expected
            )
            .with {
                $0.details = details
                $0.advice = [
                    """
                    Give Falco a larger buffer (`engine.<kind>.buf_size_preset`) and fewer system calls to look at \
                    (`base_syscalls.repair: true`).
                    """
                ]
            }
        }
        guard !details.isEmpty else {
            return Check(.drops, .unknown, found: "nothing speaks of drops", expected: expected).with {
                $0.advice = ["Falco's metrics tell: see below."]
            }
        }
        return Check(.drops, .good, found: "none", expected: expected).with { $0.details = details }
    }

    var clockCheck: Check {
        let expected: Prose = "alerts less than \(ours: Self.seconds(Self.tolerance)) old on receipt"
        guard let watch = watch.value, let lag = watch.shortestLiveLag ?? watch.shortestLag else {
            return Check(.clock, .unknown, found: "no alert to tell by", expected: expected)
        }
        if lag < -Self.tolerance {
            return Check(
                .clock, .attention,
                found: "an alert came \(ours: Self.seconds(-lag)) before its event", expected: expected
            ).with {
                $0.advice = [
                    "Falco's clock is ahead. It is reckoned from the time of boot: restart Falco after the clock was set."
                ]
            }
        }
        if lag <= Self.tolerance {
            return Check(
                .clock, .good, found: "the youngest alert was \(ours: Self.seconds(max(0, lag))) old",
                expected: expected)
        }
        let found: Prose = "the youngest alert was \(ours: Self.seconds(lag)) old"
        guard watch.shortestLiveLag != nil else {
            return Check(.clock, .unknown, found: found, expected: expected).with {
                $0.details = ["it had waited in Falco's queue for a client, or the clocks differ"]
                $0.advice = ["Run this again, now that the queue is emptied."]
            }
        }
        return Check(.clock, .attention, found: found, expected: expected).with {
            $0.advice = [
                "Falco is behind with its work, or its clock is: see its processor use, and restart it."
            ]
        }
    }

    /// `350 ms`, `5 s`, `2.5 s`, `61 min`, `30 hours`, `12 days`: no more digits than help.
    static func seconds(_ seconds: Double) -> String {
        if seconds < 1 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds >= 48 * 3600 { return "\(Int(min(seconds / 86_400, 1e12).rounded())) days" }
        if seconds >= 2 * 3600 { return "\(Int((seconds / 3600).rounded())) hours" }
        if seconds >= 600 { return "\(Int((seconds / 60).rounded())) min" }
        let tenths = Int((seconds * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
