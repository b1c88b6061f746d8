internal import FalcoAlerts

/// Makes alerts of the bodies of requests, and batches of those of many.
struct AlertGatherer: ~Copyable {
    /// What became of one body.
    struct Outcome {
        var alerts = 0
        var faults: [Fault] = []
        /// There was no memory for an alert: nothing can be said about it.
        var isShort = false
    }

    /// A part of a body that is no alert.
    struct Fault {
        /// Counted from 1; 0 when it is the whole body.
        var line: Int
        /// Its beginning.
        var bytes: [UInt8]
        /// How long it is, in bytes.
        var size: Int
        var reason: String
    }

    /// Of what is no alert this much is kept.
    static let kept = LineSplitter.keptOfLongLines
    /// So many faults of one body are named; a body of nothing but line ends must not become as many of them.
    static let mostFaults = 1000

    private var builder: AlertBatchBuilder
    private var full: [AlertBatch] = []

    init(_ options: HTTPOptions) throws(AlertError) {
        builder = try AlertBatchBuilder(
            maximumMessageSize: options.largestBody, keepsOriginals: options.keepsOriginals)
    }

    /// The place that the batch being gathered will have in what `take` gives.
    var batch: Int { full.count }

    /// Adds the alerts of a body: one, however it is laid out, or one a line.
    mutating func add(_ body: UnsafeRawBufferPointer) -> Outcome {
        var outcome = Outcome()
        let text = Self.trimmed(body)
        if text.isEmpty {
            outcome.faults = [Fault(line: 0, bytes: [], size: body.count, reason: "it is empty")]
            return outcome
        }
        do throws(AlertError) {
            try decode(text)
            outcome.alerts = 1
        } catch {
            if error.code == .outOfMemory {
                outcome.isShort = true
            } else if text.contains(UInt8(ascii: "\n")) {
                outcome = lines(of: text)
                // What has no line that is an alert is one text that is none.
                if outcome.alerts == 0, !outcome.isShort { outcome.faults = [Self.fault(0, text, error)] }
            } else {
                outcome.faults = [Self.fault(0, text, error)]
            }
        }
        return outcome
    }

    /// All batches since the last time.
    /// - Throws: `AlertError` when memory is short; what was gathered last is then kept for later.
    mutating func take() throws(AlertError) -> [AlertBatch] {
        let last = try builder.take()
        defer { full = [] }
        return full + (last.map { [$0] } ?? [])
    }

    private mutating func lines(of text: UnsafeRawBufferPointer) -> Outcome {
        var outcome = Outcome()
        var number = 0
        var rest = text[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = Self.trimmed(UnsafeRawBufferPointer(rebasing: rest[..<end]))
            rest = rest[end...].dropFirst()
            number += 1
            if line.isEmpty { continue }
            do throws(AlertError) {
                try decode(line)
                outcome.alerts += 1
            } catch {
                if error.code == .outOfMemory {
                    outcome.isShort = true
                    return outcome
                }
                if outcome.faults.count < Self.mostFaults {
                    outcome.faults.append(Self.fault(number, line, error))
                }
            }
        }
        return outcome
    }

    private mutating func decode(_ text: UnsafeRawBufferPointer) throws(AlertError) {
        do throws(AlertError) {
            try builder.decode(json: text)
        } catch  where error.code == .batchFull {
            if let batch = try builder.take() { full.append(batch) }
            try builder.decode(json: text)
        }
    }

    private static func fault(_ line: Int, _ text: UnsafeRawBufferPointer, _ error: AlertError) -> Fault {
        var reason = error.description
        if text.first != UInt8(ascii: "{") {
            reason += " (Falco sends JSON only with json_output: true)"
        }
        return Fault(line: line, bytes: [UInt8](text.prefix(kept)), size: text.count, reason: reason)
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(rebasing: bytes[first...last])
    }
}
