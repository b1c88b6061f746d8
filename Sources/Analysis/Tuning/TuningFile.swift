internal import Escaping
internal import FalcoAlerts

/// The file for Falco that holds all proposals, with what each is for and what it would have hidden.
enum TuningFile {
    static func text(_ report: TuningReport, _ changes: [TuningChange]) -> String? {
        guard !changes.isEmpty else { return nil }
        var text = heading(report)
        // Lists first: what names them comes behind them in any case.
        for (proposal, change) in zip(report.proposals, changes) where change.form == .list {
            text += "\n" + comment(proposal) + change.yaml
        }
        for (proposal, change) in zip(report.proposals, changes) where change.form != .list {
            text += "\n" + comment(proposal) + change.yaml
        }
        return text
    }

    private static func heading(_ report: TuningReport) -> String {
        var lines: [Prose] = [
            "Belongs in \(ours: TuningYAML.file); needs Falco 0.37 or newer. It must be loaded after the files that define its rules; with rules of plugins, list it behind theirs in `rules_files`. Check it with `falco --dry-run`."
        ]
        var proof: Prose = "Made from \(ours: report.before.of("alert"))"
        if let first = report.history.first, let last = report.history.last {
            proof.append(" of \(ours: first.rfc3339(digits: 0)) to \(ours: last.rfc3339(digits: 0))" as Prose)
        }
        let saved = report.before - report.after
        let share = Span.percent(Double(saved) / Double(max(1, report.before)))
        proof.append(
            ": it would have hidden \(ours: saved.of("alert")) (\(ours: share)), none that looks like an attack and none of an incident that needs attention."
                as Prose)
        lines.append(proof)
        lines.append(
            "Each exception hides what is like it from now on, whoever is behind it. Read what each is for before you use it."
        )
        return lines.map(commented).joined()
    }

    private static func comment(_ proposal: TuningReport.Proposal) -> String {
        var lines: [Prose] = []
        var first: Prose = "\(ours: proposal.id): "
        first.append(proposal.title)
        lines.append(first)
        let replay = proposal.replay
        lines.append(
            "Hides \(replay.saved) of the rule's \(ours: replay.before.of("alert")) in this history. Risk: \(ours: proposal.risk.level.rawValue)."
        )
        lines += proposal.reasons.prefix(3)
        let others = replay.hidden.filter { !$0.isMeant }
        for hidden in others.prefix(3) {
            var line: Prose = "It would also have hidden \(ours: hidden.alerts.of("alert")): "
            line.append(hidden.title)
            lines.append(line)
        }
        if !proposal.note.isEmpty { lines.append(proposal.note) }
        return lines.map(commented).joined()
    }

    /// A comment, wrapped. Values stand in quotes in which nothing can end the line.
    private static func commented(_ prose: Prose) -> String {
        var words: [Substring] = []
        for piece in prose.pieces {
            let text =
                piece.isValue
                ? Escaping.yaml(piece.text) : piece.kind == .code ? "`\(piece.text)`" : piece.text
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            // A piece goes on where the one before it ended.
            if let last = words.popLast(), let first = parts.first {
                words.append(last + first)
                words += parts.dropFirst()
            } else {
                words += parts
            }
        }
        var lines = ""
        var line = "#"
        for word in words where !word.isEmpty {
            if line.utf8.count + word.utf8.count > 100, line != "#" {
                lines += line + "\n"
                line = "#"
            }
            line += " " + word
        }
        return lines + line + "\n"
    }
}
