package import Escaping
package import FalcoAlerts

extension Novelty {
    /// What is new about the alert, in sentences; none while the stream is too young to tell.
    package func sentences(for alert: Alert) -> [Prose] {
        guard isTelling else { return [] }
        var sentences: [Prose] = []
        let span = Words.span(Double(observed))
        if let first = first(alert) {
            var sentence: Prose = "For the first time in the \(ours: span) that are known, "
            sentence.append(first)
            sentence.append(".")
            sentences.append(sentence)
        } else if silence >= Novelty.longSilence {
            sentences.append(
                "\(ours: silentThing) was last met \(ours: Words.span(Double(silence))) before: seldom enough to look twice."
            )
        }
        if let burst {
            let usual = burst.usualAnHour < 1 ? "less than one" : String(Int(burst.usualAnHour.rounded()))
            sentences.append(
                "\(UInt64(burst.alerts)) alerts of this rule came here within a minute, where \(ours: usual) an hour is usual."
            )
        }
        return sentences
    }

    /// What is usual about it; none while the stream is too young to tell.
    package static func familiarity(times: Int, _ pattern: RoutinePattern) -> [Prose] {
        switch pattern {
        case .none: []
        case .regular(let seconds):
            [
                "The like of it came \(times) times, about every \(ours: Words.span(Double(seconds))): the rhythm of a job, not of a person."
            ]
        case .spread(let places):
            [
                "The like of it came \(times) times, in \(places) or more places alike: part of what runs there."
            ]
        case .often: ["The like of it came \(times) times before."]
        }
    }

    private static let longSilence: UInt32 = 7 * 86_400

    /// The most telling of what is new.
    private func first(_ alert: Alert) -> Prose? {
        let place = Words.kindOfPlace(alert)
        let name = alert["proc.name"].map { Excerpts.of($0, longest: 64) }
        if firsts.contains(.pair), let name, let parent = alert["proc.pname"] {
            return "\(value: Excerpts.of(parent, longest: 64)) starts \(value: name) in \(place)"
        }
        if firsts.contains(.program), let name { return "\(value: name) runs in \(place)" }
        if firsts.contains(.peer), let peer = alert["fd.rip"] ?? alert["fd.sip"] ?? alert["fd.name"] {
            return "\(place) talks to \(value: Excerpts.of(peer, longest: 64))"
        }
        if firsts.contains(.rule) { return "this rule fires in \(place)" }
        if firsts.contains(.account) {
            guard let user = alert["user.loginname"] ?? alert["user.name"] ?? alert["ka.user.name"] else {
                return nil
            }
            return "account \(value: Excerpts.of(user, longest: 64)) raises this rule in \(place)"
        }
        return nil
    }

    private var silentThing: String {
        switch silent {
        case .pair: "This program below this parent"
        case .program: "This program"
        case .peer: "This peer"
        case .account: "This account with this rule"
        default: "This rule"
        }
    }
}
