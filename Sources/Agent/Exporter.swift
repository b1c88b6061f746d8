internal import Analysis
internal import Incidents
internal import Outputs

/// The export directory during a run: a report for each alert, summaries refreshed on the way. What cannot be written
/// is counted and said once; the stream goes on.
struct Exporter: ~Copyable {
    private var directory: ExportDirectory
    private let console: Console
    /// Summaries are refreshed at most this often.
    private let interval: Duration
    private var refreshed = ContinuousClock.now
    private var complained = false
    private var reports = 0
    private var dropped = 0
    private(set) var failure: OutputError?
    /// Incidents that are over: the latest ones.
    private var closed: [Incident] = []
    /// Those that found no room in the list of all.
    private var omitted = 0
    private var hasChangedIncidents = false

    private static let mostIncidents = 200

    /// - Throws: `OutputError` when the directory cannot be made or used.
    init(path: String, every interval: Duration, console: Console) throws(OutputError) {
        self.interval = interval
        directory = try ExportDirectory(path: path)
        self.console = console
    }

    mutating func add(_ report: Report) {
        do throws(OutputError) {
            try directory.write(report)
            reports += 1
        } catch {
            dropped += 1
            note(error)
        }
    }

    /// Takes what there is to tell of an incident.
    mutating func add(_ notice: IncidentNotice) {
        hasChangedIncidents = true
        do throws(OutputError) {
            switch notice.kind {
            // Reports lead to it from now on.
            case .opened, .graver: try directory.write(notice.incident)
            case .dissolved: try directory.write(dissolved: notice.incident.id)
            case .joined(let id): try directory.write(merged: id, into: notice.incident)
            case .ended:
                closed.append(notice.incident)
                if closed.count > Self.mostIncidents {
                    closed.removeFirst()
                    omitted += 1
                }
                try directory.write(notice.incident)
            }
        } catch {
            note(error)
        }
    }

    /// Writes the incidents anew: those that are open as they stand, and those that are over.
    /// - Parameters:
    ///   - open: the gravest of those that are open, of so many in all.
    ///   - isLast: whether to write them also when nothing has happened.
    mutating func write(open: [Incident], of total: Int, isLast: Bool = false) {
        guard hasChangedIncidents || !open.isEmpty || isLast else { return }
        hasChangedIncidents = false
        do throws(OutputError) {
            for incident in open { try directory.write(incident) }
            try directory.write(all: open + closed, omitted: omitted + total - open.count)
        } catch {
            note(error)
        }
    }

    /// Whether the summary files are old enough to be written anew.
    var isDue: Bool { ContinuousClock.now - refreshed >= interval }

    mutating func write(_ summary: Summary) {
        refreshed = .now
        do throws(OutputError) {
            try directory.write(summary)
        } catch {
            note(error)
        }
    }

    /// Writes the last summary and brings all of it to the disk.
    mutating func finish(with summary: Summary) {
        write(summary)
        do throws(OutputError) {
            try directory.synchronize()
        } catch {
            note(error)
        }
    }

    mutating func reopen() {
        do throws(OutputError) {
            try directory.reopen()
        } catch {
            note(error)
        }
    }

    private mutating func note(_ error: OutputError) {
        failure = error
        if !complained { console.say("\(error); the stream goes on") }
        complained = true
    }

    var account: Accounting.Sink {
        Accounting.Sink(name: "export", delivered: reports, dropped: dropped, reason: failure?.description)
    }
}
