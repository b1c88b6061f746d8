import FalcoAlerts
import Foundation
import Synchronization
import TestSupport

@testable import Inputs

/// A followed file in a test: what came, what was said, and its end.
final class Following: Sendable {
    struct Seen: Sendable {
        var rules: [String] = []
        var events: [InputEvent] = []
        var isOver = false
        var error: SourceError?
    }

    let seen = Monitor(Seen())
    let source: FollowedFileSource

    /// Follows `path`; `stopsAt` alerts are enough, of whose batch nobody knows what was taken. Of `takes` alerts the
    /// last one is known.
    init(
        _ path: String, fromStart: Bool = false, state: String? = nil, usesNotices: Bool = true,
        stopsAt enough: Int = .max, takes limit: Int = .max
    ) {
        var options = FollowedFileSource.Options(fromStart: fromStart, state: state)
        options.usesNotices = usesNotices
        let seen = seen
        let source = FollowedFileSource(path, options) { event in
            seen.change { $0.events.append(event) }
        }
        self.source = source
        Task {
            var failure: SourceError?
            do throws(SourceError) {
                try await source.run { batch in
                    seen.change { seen in
                        let left = limit - seen.rules.count
                        seen.rules += batch.prefix(left).map(\.rule)
                        if left <= batch.count { return .enough(taken: left) }
                        return Uptake(goesOn: seen.rules.count < enough)
                    }
                }
            } catch {
                failure = error
            }
            let failed = failure
            seen.change {
                $0.isOver = true
                $0.error = failed
            }
        }
    }

    deinit {
        source.stop()
    }

    /// Waits until so many alerts have come, and gives them all.
    func rules(_ count: Int, within limit: Duration = .seconds(60)) async throws -> [String] {
        try await seen.first(within: limit, "alert \(count)") { $0.rules.count >= count ? $0.rules : nil }
    }

    /// Waits for an event.
    func event<Result: Sendable>(
        _ what: String, _ match: @escaping @Sendable (InputEvent) -> Result?
    ) async throws -> Result {
        try await seen.first(within: .seconds(30), what) { $0.events.lazy.compactMap(match).first }
    }

    /// Waits until it has begun, wherever.
    @discardableResult
    func opened() async throws -> (byte: Int, why: InputEvent.Start) {
        try await event("the beginning") {
            if case .opened(_, let byte, let why) = $0 { (byte, why) } else { nil }
        }
    }

    func waiting() async throws -> String {
        try await event("the wait") { if case .waiting(_, let reason) = $0 { reason } else { nil } }
    }

    /// Reasons why alerts may be missing.
    var losses: [String] {
        seen.state.events.compactMap { if case .lost(_, _, let reason) = $0 { reason } else { nil } }
    }

    var undecodable: [(input: String, line: Int)] {
        seen.state.events.compactMap {
            if case .undecodable(let input, let line, _, _, _) = $0 { (input, line) } else { nil }
        }
    }

    /// Ends it, and waits for its end.
    @discardableResult
    func end() async throws -> Seen {
        source.stop()
        return try await over()
    }

    /// Waits for its end.
    func over() async throws -> Seen {
        try await seen.first(within: .seconds(30), "the end") { $0.isOver ? $0 : nil }
    }
}

/// A file that a test writes to.
struct Log {
    let path: String

    /// Appends lines, each an alert whose rule is the name.
    func append(_ rules: String...) throws {
        try append(text: rules.map { "{\"rule\":\"\($0)\"}\n" }.joined())
    }

    func append(text: String) throws {
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard write(file, bytes, bytes.count) == bytes.count else { throw CocoaError(.fileWriteUnknown) }
    }

    func rename(to other: String) throws {
        guard Foundation.rename(path, other) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func truncate() throws {
        guard Foundation.truncate(path, 0) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func remove() { unlink(path) }
}
