import FalcoAlerts
import TestSupport

@testable import Inputs

/// One run of a source in a test, and what comes of it.
final class SourceRun: Sendable {
    struct Seen: Sendable {
        var rules: [String] = []
        /// Numbers of lines that are no alerts.
        var odd: [Int] = []
        var takes = 0
        var isOver = false
        var error: SourceError?

        /// Lines that came to something.
        var lines: Int { rules.count + odd.count }
    }

    let seen = Monitor(Seen())

    /// For the source's own observer.
    var observer: SourceKind.Observer {
        { [seen] event in
            guard case .undecodable(_, let line, _, _, _) = event else { return }
            seen.change { $0.odd.append(line) }
        }
    }

    /// Runs the source.
    /// - Parameter goesOn: told what has come so far, says whether more is wanted.
    func begin(_ source: any AlertSource, goesOn: @escaping @Sendable (Seen) -> Bool = { _ in true }) {
        Task { [seen] in
            var failure: SourceError?
            do throws(SourceError) {
                try await source.run { batch in
                    seen.change { seen in
                        seen.rules += batch.map(\.rule)
                        seen.takes += 1
                        return Uptake(goesOn: goesOn(seen))
                    }
                }
            } catch {
                failure = error
            }
            let error = failure
            seen.change { seen in
                seen.isOver = true
                seen.error = error
            }
        }
    }

    func lines(_ count: Int) async throws -> Seen {
        try await seen.first(within: .seconds(60), "line \(count)") { $0.lines >= count ? $0 : nil }
    }

    func over() async throws -> Seen {
        try await seen.first(within: .seconds(60), "the end of the run") { $0.isOver ? $0 : nil }
    }
}
