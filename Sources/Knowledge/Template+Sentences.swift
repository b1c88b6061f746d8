extension Template {
    /// The template cut behind its first sentence.
    var sentences: (first: Template, rest: Template?) {
        for (index, segment) in segments.enumerated() {
            guard case .words(let words) = segment, let end = Template.sentenceEnd(words) else { continue }
            let rest = String(words[end...].drop { $0 == " " })
            let before = Array(segments[..<index]) + [.words(String(words[..<end]))]
            let after = (rest.isEmpty ? [] : [.words(rest)]) + segments[(index + 1)...]
            return (Template(segments: before), after.isEmpty ? nil : Template(segments: Array(after)))
        }
        return (self, nil)
    }

    /// Where the first sentence ends within our words: behind a full stop that is followed by a space, but for the one of
    /// an abbreviation, which a small letter follows.
    private static func sentenceEnd(_ words: String) -> String.Index? {
        var rest = words[...]
        while let stop = rest.firstIndex(of: ".") {
            let next = words.index(after: stop)
            rest = words[next...]
            guard rest.first == " " else { continue }
            let follower = rest.dropFirst().first
            if follower.map({ !$0.isLowercase && !$0.isNumber }) ?? true { return next }
        }
        return nil
    }
}
