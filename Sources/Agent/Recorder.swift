internal import Analysis
internal import FalcoAlerts
internal import FalcoRPC
internal import Glibc
internal import Outputs
internal import Recordings

/// The recording of a run. What cannot be recorded is counted and said once; the run goes on.
struct Recorder: ~Copyable {
    private var file: RecordingFile
    private let console: Console
    private var complained = false

    /// - Parameter inputs: their names.
    /// - Throws: `OutputError` when the file cannot be made.
    init(path: String, inputs: [String], console: Console) throws(OutputError) {
        var header = RecordingHeader()
        header.recorder = "falconer \(VersionReport.version)"
        header.started = Timestamp.now.rfc3339(digits: 3)
        header.inputs = inputs
        file = try RecordingFile.create(path, header)
        self.console = console
    }

    /// Records a batch, or only its first alerts.
    mutating func add(_ batch: AlertBatch, first count: Int = .max) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        file.add(batch.prefix(count), received: UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec))
        complain()
    }

    /// Notes the version of the Falco that is recorded.
    mutating func note(_ version: FalcoVersion) {
        var header = RecordingHeader()
        header.falco = version.version
        file.add(header)
    }

    mutating func finish() {
        file.finish()
        complain()
    }

    private mutating func complain() {
        guard !complained, let failure = file.failure else { return }
        complained = true
        console.say("\(failure); alerts that come from now on are not recorded")
    }

    var failure: OutputError? { file.failure }

    var account: Accounting.Sink {
        Accounting.Sink(
            name: "recording", delivered: file.written, dropped: file.skipped,
            reason: file.failure?.description ?? (file.skipped > 0 ? "longer than 16 MiB" : nil))
    }
}
