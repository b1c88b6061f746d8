internal import Escaping
internal import Knowledge

/// What was said lately of each field. A meaning may rest on other fields: those it asked for are kept with it.
struct DetailMemo {
    private final class Line {
        let value: String?
        /// Places of the fields that were asked for, and what they said.
        let asked: [(place: Int, answer: String?)]
        let detail: Report.Detail

        init(value: String?, asked: [(place: Int, answer: String?)], detail: Report.Detail) {
            self.value = value
            self.asked = asked
            self.detail = detail
        }

        func fits(_ value: String?, _ facts: AlertFacts) -> Bool {
            guard self.value == value else { return false }
            for (place, answer) in asked where facts.values[place] != answer { return false }
            return true
        }
    }

    private static let mostFields = 64
    private static let longestValue = 256

    private var lines: [Line?]

    init(fields: Int) {
        lines = Array(repeating: nil, count: fields <= DetailMemo.mostFields ? fields : 0)
    }

    /// The field at that place, with what its value means or why there is none: as before when nothing that this rests
    /// on has changed.
    mutating func detail(at place: Int, _ glossary: FieldGlossary, _ facts: AlertFacts) -> Report.Detail {
        let value = facts.values[place]
        if place < lines.count, let line = lines[place], line.fits(value, facts) { return line.detail }
        var asked: [(place: Int, answer: String?)] = []
        var asksTime = false
        let key = facts.layout.keys[place]
        let meaning = DetailMemo.make(key, value, glossary) { key in
            if let place = facts.layout.place(of: key) {
                asked.append((place, facts.values[place]))
                if let text = facts.values[place] { return text }
            }
            // The event's time stands in for the field of it that most rules do not print.
            guard key == "evt.time" else { return nil }
            asksTime = true
            return facts.nanoseconds
        }
        let detail = Report.Detail(
            key: key, value: value, bytes: facts.strayBytes(at: place), meaning: meaning)
        // Another alert has another time, and what was repaired has other bytes than its text.
        let isLasting =
            !asksTime && !(value?.holds(byte: 0xEF) ?? false) && asked.count <= 8
            && (value?.utf8.count ?? 0) <= DetailMemo.longestValue
        if place < lines.count, isLasting,
            asked.allSatisfy({ ($0.answer?.utf8.count ?? 0) <= DetailMemo.longestValue })
        {
            lines[place] = Line(value: value, asked: asked, detail: detail)
        }
        return detail
    }

    private static func make(
        _ key: String, _ value: String?, _ glossary: FieldGlossary, _ field: (String) -> String?
    ) -> Prose {
        if let value { return glossary.meaning(of: key, value: value, all: field) }
        let reason = glossary.reasonMissing(key, all: field)
        if reason.isEmpty { return "Missing: Falco gave no value." }
        var words = Prose("Missing. ")
        words.append(reason)
        return words
    }
}
