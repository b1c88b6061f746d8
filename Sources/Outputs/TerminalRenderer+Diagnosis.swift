package import Doctor
internal import Escaping
internal import FalcoAlerts

extension TerminalRenderer {
    /// Columns of the states and the titles.
    private static let stateWidth = 11
    private static let titleWidth = 18

    /// Appends all checks of `diagnosis`, and what follows from them.
    package func diagnosis(_ diagnosis: Diagnosis, into out: inout [UInt8]) {
        var canvas = TextCanvas(taking: &out, width: width, colors: colors)
        for check in diagnosis.checks { self.check(check, &canvas) }
        canvas.blank()
        canvas.paragraph(conclusion(diagnosis, canvas))
        canvas.finish(into: &out)
    }

    private func check(_ check: Check, _ canvas: inout TextCanvas) {
        let head = [
            TextSpan(TextWidth.padded(check.state.rawValue, to: Self.stateWidth), check.state.style),
            TextSpan(TextWidth.padded(check.kind.title, to: Self.titleWidth), .strong),
        ]
        canvas.paragraph(canvas.spans(check.found), label: head)
        for detail in check.details { item(canvas.spans(detail), nil, &canvas) }
        if check.state == .good { return }
        item(canvas.spans(check.expected), "expected", &canvas)
        for advice in check.advice { item(canvas.spans(advice), "to do", &canvas) }
        for command in check.commands {
            canvas.line(
                [TextSpan("$ ", .faint), TextSpan(Escaping.terminal(command.text), .code)],
                indent: Self.stateWidth + 9)
        }
    }

    /// A line under a check, behind a word that tells what it is.
    private func item(_ spans: [TextSpan], _ label: String?, _ canvas: inout TextCanvas) {
        let word = TextWidth.padded(label ?? "", to: 9)
        canvas.paragraph(spans, indent: Self.stateWidth, label: [TextSpan(word, .faint)])
    }

    private func conclusion(_ diagnosis: Diagnosis, _ canvas: TextCanvas) -> [TextSpan] {
        let counts = Check.State.allCases.reversed().compactMap { state -> String? in
            let count = diagnosis.checks.count { $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        var spans = [
            TextSpan(diagnosis.state.rawValue.capitalized, diagnosis.state.style),
            TextSpan(": \(counts.joined(separator: ", "))."),
        ]
        if let decisive = diagnosis.decisive {
            spans.append(
                TextSpan(
                    " Begin with “\(decisive.kind.title)”; exit code \(diagnosis.verdict.rawValue)."))
        }
        return spans
    }
}

extension Check.State {
    fileprivate var style: TextStyle {
        switch self {
        case .good: .good
        case .unknown: .faint
        case .attention: .priority(.warning)
        case .bad: .warning
        }
    }
}

extension String {
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
