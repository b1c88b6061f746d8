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

    private let template: Template
    private let layout: FieldLayout
    /// Worked out at first need: of a playbook's many items an alert shows few.
    private lazy var worked = Worked(template, layout)
    private var latest: (values: [String?], prose: Prose)?

    /// Longer values are not worth keeping.
    private static let longestKept = 256

    /// `nil` when such alerts never have a value that it asks for without a fallback.
    init?(_ template: Template, _ layout: FieldLayout) {
        for segment in template.segments {
            switch segment {
            case .derived(.pid, nil) where layout.place(of: .processID) == nil: return nil
            case .field(let key, nil) where layout.place(of: key) == nil: return nil
            case .words, .derived, .field: continue
            }
        }
        self.template = template
        self.layout = layout
    }

    var segments: [Segment] { worked.segments }

    /// Whether it says where things happened.
    var namesPlace: Bool {
        segments.contains {
            switch $0 {
            case .word(.place, _), .word(.where, _): true
            default: false
            }
        }
    }

    /// Whether it says who did it.
    var namesUser: Bool { segments.contains { if case .word(.user, _) = $0 { true } else { false } } }

    /// A template with what the layout decides decided.
    private struct Worked {
        let segments: [Segment]
        /// The text when it holds no values.
        let constant: Prose?
        let length: Int
        /// The segments that take a value.
        let asking: [Segment]

        init(_ template: Template, _ layout: FieldLayout) {
            var segments: [Segment] = []
            func add(words: String) {
                if case .words(let before) = segments.last {
                    segments[segments.count - 1] = .words(before + words)
                } else {
                    segments.append(.words(words))
                }
            }
            func add(_ place: Int?, _ fallback: String?) {
                if let place {
                    segments.append(.value(place, fallback: fallback))
                } else {
                    add(words: fallback ?? "")
                }
            }
            for segment in template.segments {
                switch segment {
                case .words(let words): add(words: words)
                case .derived(.pid, let fallback): add(layout.place(of: .processID), fallback)
                case .derived(let word, let fallback): segments.append(.word(word, fallback: fallback))
                case .field(let key, let fallback): add(layout.place(of: key), fallback)
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
        }
    }

    /// With the alert's values in it, marked as such; `nil` when it asks without a fallback for a value that the alert
    /// does not have.
    func fill(_ facts: AlertFacts) -> Prose? {
        if let constant = worked.constant { return constant }
        if let latest, isSame(latest.values, facts) { return latest.prose }
        guard let prose = make(facts) else { return nil }
        let values = worked.asking.map { Wording.value(of: $0, facts) }
        if values.allSatisfy({ ($0?.utf8.count ?? 0) <= Wording.longestKept }) { latest = (values, prose) }
        return prose
    }

    /// Whether the alert has every value that it asks for without a fallback.
    func canBeFilled(_ facts: AlertFacts) -> Bool {
        if worked.constant != nil { return true }
        return worked.asking.allSatisfy { segment in
            switch segment {
            case .words, .value(_, .some), .word(_, .some): true
            case .value(let place, nil): facts.known[place] != nil
            case .word(let word, nil): facts.value(of: word) != nil
            }
        }
    }

    private func isSame(_ values: [String?], _ facts: AlertFacts) -> Bool {
        for (segment, value) in zip(worked.asking, values) where Wording.value(of: segment, facts) != value {
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
        prose.reserve(bytes: worked.length, values: worked.asking.count)
        for segment in worked.segments {
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
