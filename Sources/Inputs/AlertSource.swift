package import FalcoAlerts

/// Where alerts come from: a subscription, files, a pipe.
package protocol AlertSource: Sendable {
    /// Hands on alerts in batches, in order, until there are no more, until `stop` is called, or until `take` says that
    /// it has enough. Runs once.
    ///
    /// What of the last batch was not taken stays where it is if the source can leave it there, and was not received;
    /// else it is counted as unwanted.
    /// - Throws: `SourceError` when the source cannot be used or ends before its time.
    func run(_ take: @escaping @Sendable (AlertBatch) async -> Uptake) async throws(SourceError)

    /// Ends the run in order: what has arrived is still handed on. May be called from any thread, and more than once.
    func stop()

    /// What has come so far, also after the end.
    var counts: SourceCounts { get }

    /// How far it has come, for sources that have an end; `nil` for others.
    var progress: SourceProgress? { get }
}

extension AlertSource {
    package var progress: SourceProgress? { nil }
}

/// Puts a value in place of another, which is returned.
func exchange<Value>(_ place: inout Value, _ value: Value) -> Value {
    defer { place = value }
    return place
}

/// How far the reading of files has come.
package struct SourceProgress: Sendable, Hashable {
    /// Bytes read, as they lie on the disk.
    package var bytes = 0
    /// Bytes in all; `nil` when one of the files is no ordinary file.
    package var total: Int?

    package init(bytes: Int, total: Int?) {
        self.bytes = bytes
        self.total = total
    }
}

/// What has come out of a source.
package struct SourceCounts: Sendable, Hashable {
    /// Messages or lines that were to be alerts.
    package var received = 0
    /// Those that are none.
    package var undecodable = 0
    package var bytes = 0
    /// Alerts that another source had brought before.
    package var duplicates = 0
    /// Alerts that were taken in already when enough had come, and are gone.
    package var unwanted = 0

    package init(
        received: Int = 0, undecodable: Int = 0, bytes: Int = 0, duplicates: Int = 0, unwanted: Int = 0
    ) {
        self.received = received
        self.undecodable = undecodable
        self.bytes = bytes
        self.duplicates = duplicates
        self.unwanted = unwanted
    }

    package static func += (sum: inout SourceCounts, other: SourceCounts) {
        sum.received += other.received
        sum.undecodable += other.undecodable
        sum.bytes += other.bytes
        sum.duplicates += other.duplicates
        sum.unwanted += other.unwanted
    }
}
