import FalcoAlerts
import Foundation
import Synchronization
import TestSupport

@testable import Inputs

/// A running HTTP source, and what came out of it.
final class HTTPServer: Sendable {
    struct Seen: Sendable {
        var rules: [String] = []
        var batches = 0
        var odd: [(input: String, number: Int, bytes: [UInt8], size: Int, reason: String)] = []
        var refused: [String] = []
        var impaired: [String] = []
    }

    let source: HTTPSource
    let port: Int
    let seen: Monitor<Seen>
    private let run: Task<Void, any Error>

    /// - Parameter take: called before each batch is counted; says whether more is wanted.
    init(
        _ options: HTTPOptions = HTTPOptions(), host: String = "127.0.0.1",
        take: @escaping @Sendable (AlertBatch) async throws -> Bool = { _ in true }
    ) throws {
        let listener = try HTTPListener(ListenAddress(host: host, port: 0))
        let seen = Monitor(Seen())
        let source = try HTTPSource(listener, options) { event in
            seen.change { seen in
                switch event {
                case .undecodable(let input, let line, let bytes, let size, let reason):
                    seen.odd.append((input, line, bytes, size, reason))
                case .impaired(_, let reason): seen.impaired.append(reason)
                case .refused(_, _, let reason): seen.refused.append(reason)
                default: break
                }
            }
        }
        port = Int(listener.address.port)
        self.source = source
        self.seen = seen
        run = Task {
            try await source.run { batch in
                let more = (try? await take(batch)) ?? false
                seen.change { seen in
                    seen.batches += 1
                    seen.rules += batch.map(\.rule)
                }
                return Uptake(goesOn: more)
            }
        }
    }

    var rules: [String] { seen.state.rules }

    /// Stops it and waits until it has ended.
    func stop() async throws {
        source.stop()
        try await run.value
    }

    /// Waits until it ends by itself.
    func end() async throws {
        try await run.value
    }

    /// A body that is an alert.
    static func alert(_ rule: String, padding: Int = 0) -> String {
        let text = String(repeating: "x", count: padding)
        return
            #"{"rule":"\#(rule)","priority":"Notice","time":"2026-11-22T19:41:08.047145942Z","output":"\#(text)"}"#
    }

    /// The header of a request that brings so many bytes.
    static func header(_ length: Int, _ fields: String...) -> String {
        let lines = ["POST / HTTP/1.1", "Host: localhost", "Content-Length: \(length)"] + fields + ["", ""]
        return lines.joined(separator: "\r\n")
    }

    static let captured = Fixtures.url("alerts/falco-json-output.jsonl").path
}

extension Monitor {
    /// Waits until the state fulfils a condition.
    func wait(for what: String, until condition: @escaping @Sendable (State) -> Bool) async throws {
        _ = try await first(within: .seconds(30), what) { condition($0) ? true : nil }
    }
}
