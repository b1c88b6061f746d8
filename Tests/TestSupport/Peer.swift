import Foundation

/// A Python program of `Tests/Peers` that tells events as JSON lines and takes commands as lines.
public final class Peer: Sendable {
    /// One event: its name and whatever else it tells.
    public struct Event: Sendable {
        /// The event's name.
        public let name: String
        private let json: Data

        init?(_ line: String) {
            json = Data(line.utf8)
            guard let name = try? JSONDecoder().decode(Name.self, from: json).event else { return nil }
            self.name = name
        }

        /// The event's values as a type of one's own.
        public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: json)
        }

        /// One value, if the event has it and it is of that type.
        public subscript<Value: Decodable>(_ key: String, _ type: Value.Type = Value.self) -> Value? {
            try? JSONDecoder().decode([String: Anything<Value>].self, from: json)[key]?.value
        }

        /// The line it came as.
        public var text: String { String(decoding: json, as: UTF8.self) }

        private struct Name: Decodable { var event: String }
    }

    /// A value if it is of that type; other types are passed over.
    private struct Anything<Value: Decodable>: Decodable {
        var value: Value?

        init(from decoder: any Decoder) throws {
            value = try? decoder.singleValueContainer().decode(Value.self)
        }
    }

    /// The running program.
    public let process: ChildProcess
    private let numbers = Monitor(0)

    /// Starts a peer: a file name in `Tests/Peers` and its arguments.
    public init(_ script: String, _ arguments: [String]) throws {
        process = try ChildProcess(
            Tool.python, [Fixtures.tests.appending(path: "Peers/\(script)").path] + arguments,
            environment: ["PYTHONUNBUFFERED": "1", "GRPC_VERBOSITY": "NONE"])
    }

    /// Waits for the first event of that name that nobody took yet; other events stay.
    @discardableResult
    public func event(_ name: String, within limit: Duration = .seconds(90)) async throws -> Event {
        let start = "{\"event\": \"\(name)\""
        let line = try await process.line(within: limit, "event \(name)") { $0.hasPrefix(start) }
        guard let event = Event(line) else { throw LaunchError(description: "no event: \(line)") }
        return event
    }

    /// Waits for the next event of any name.
    public func nextEvent(within limit: Duration = .seconds(90)) async throws -> Event {
        let line = try await process.nextLine(within: limit)
        guard let event = Event(line) else { throw LaunchError(description: "no event: \(line)") }
        return event
    }

    /// Gives a command and waits until it is carried out; throws what the peer says when it failed.
    @discardableResult
    public func command(_ command: String, within limit: Duration = .seconds(180)) async throws -> Event {
        let number = numbers.change { number in
            number += 1
            return number
        }
        process.write("\(number) \(command)\n")
        let line = try await process.line(within: limit, "the reply to \(command)") {
            $0.contains("\"to\": \(number),")
        }
        guard let event = Event(line), event.name == "reply" else { throw LaunchError(description: line) }
        return event
    }
}
