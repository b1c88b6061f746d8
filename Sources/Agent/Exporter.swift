internal import Analysis
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
