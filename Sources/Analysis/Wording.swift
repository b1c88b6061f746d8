internal import Escaping
internal import Knowledge

/// A template worked out for alerts of one layout: what the layout decides is decided.
///
/// Alerts of one rule often differ in little, so the text made last is kept together with the values in it.
final class Wording {
    enum Segment: Sendable {
        case words(String)
        case value(Int, fallback: String?)
        case word(DerivedWord, fallback: String?)
    }

    let segments: [Segment]
    /// Whether it says where things happened.
    let namesPlace: Bool
    /// Whether it says who did it.
    let namesUser: Bool
    /// The text when it holds no values.
    private let constant: Prose?
    private let length: Int
    /// The segments that take a value.
    private let asking: [Segment]
    private var latest: (values: [String?], prose: Prose)?

    /// Longer values are not worth keeping.
    private static let longestKept = 256

    /// `nil` when such alerts never have a value that it asks for without a fallback.
    init?(_ template: Template, _ layout: FieldLayout) {
        var segments: [Segment] = []
        func add(words: String) {
            if case .words(let before) = segments.last {
                segments[segments.count - 1] = .words(before + words)
            } else {
                segments.append(.words(words))
            }
        }
        for segment in template.segments {
            switch segment {
            case .words(let words): add(words: words)
            case .derived(.pid, let fallback):
                guard let place = layout.place(of: .processID) else {
                    guard let fallback else { return nil }
                    add(words: fallback)
                    continue
                }
                segments.append(.value(place, fallback: fallback))
            case .derived(let word, let fallback): segments.append(.word(word, fallback: fallback))
            case .field(let key, let fallback):
                if let place = layout.place(of: key) {
                    segments.append(.value(place, fallback: fallback))
                } else if let fallback {
                    add(words: fallback)
                } else {
                    return nil
                }
            }
        }
        self.segments = segments
        length = segments.reduce(0) {
            if case .words(let words) = $1 { $0 + words.utf8.count } else { $0 + 40 }
        }
        asking = segments.filter { if case .words = $0 { false } else { true } }
        constant =
            switch (segments.count, segments.first) {
            case (0, _): Prose()
            case (1, .words(let words)): Prose(words)
            default: nil
            }
        namesUser = segments.contains { if case .word(.user, _) = $0 { true } else { false } }
        namesPlace = segments.contains {
            switch $0 {
            case .word(.place, _), .word(.where, _): true
            default: false
            }
        }
    }

    /// With the alert's values in it, marked as such; `nil` when it asks without a fallback for a value that the alert
    /// does not have.
    func fill(_ facts: AlertFacts) -> Prose? {
        if let constant { return constant }
        if let latest, isSame(latest.values, facts) { return latest.prose }
        guard let prose = make(facts) else { return nil }
        let values = asking.map { Wording.value(of: $0, facts) }
        if values.allSatisfy({ ($0?.utf8.count ?? 0) <= Wording.longestKept }) { latest = (values, prose) }
        return prose
    }

    private func isSame(_ values: [String?], _ facts: AlertFacts) -> Bool {
        for (segment, value) in zip(asking, values) where Wording.value(of: segment, facts) != value {
            return false
        }
        return true
    }

    private static func value(of segment: Segment, _ facts: AlertFacts) -> String? {
        switch segment {
        case .words: nil
        case .value(let place, _): facts.known[place]
        case .word(let word, _): facts.value(of: word)
        }
    }

    private func make(_ facts: AlertFacts) -> Prose? {
        var prose = Prose()
        prose.reserve(bytes: length, values: asking.count)
        for segment in segments {
            switch segment {
            case .words(let words): prose.append(words)
            case .value(let place, let fallback):
                if let value = facts.known[place] {
                    prose.append(value: Excerpt.of(value))
                } else if let fallback {
                    prose.append(fallback)
                } else {
                    return nil
                }
            case .word(let word, let fallback):
                if facts.add(word, to: &prose) {
                    continue
                } else if let fallback {
                    prose.append(fallback)
                } else {
                    return nil
                }
            }
        }
        return prose
    }
}
