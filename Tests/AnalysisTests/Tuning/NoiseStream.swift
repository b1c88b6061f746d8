import FalcoAlerts
import FalcoRules
import Foundation
import Knowledge
import TestSupport
import Testing

@testable import Analysis

/// Alerts made up for tests, in the order of their times.
struct NoiseStream {
    private(set) var values: [AlertValues] = []

    /// What a job on a host raises when it reads a file.
    static let job: [String: String] = [
        "container.id": "host", "container.name": "host", "container.image.repository": "",
        "proc.exepath": "/usr/sbin/checkd", "proc.name": "checkd", "proc.cmdline": "checkd --all",
        "proc.pname": "cron", "proc.aname[2]": "systemd", "proc.tty": "0", "user.loginuid": "-1",
        "user.name": "root", "user.uid": "0", "fd.name": "/etc/shadow", "evt.type": "openat",
        "evt.arg.flags": "O_RDONLY",
    ]

    static let rule = "Read sensitive file untrusted"

    /// - Parameters:
    ///   - times: seconds after the beginning.
    ///   - change: fields that are another one, or not there.
    mutating func add(
        at times: [Double], rule: String = rule, priority: Priority = .warning, source: String = "syscall",
        host: String = "vm", base: [String: String] = job, _ change: [String: String?] = [:]
    ) {
        var fields = base
        for (key, value) in change { fields[key] = value }
        let sorted = fields.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        for time in times {
            let (whole, part) = (Int64(time), time - time.rounded(.down))
            values.append(
                AlertValues(
                    time: Timestamp(seconds: 1_000_000 + whole, nanoseconds: Int32(part * 1e9)),
                    priority: priority, rule: rule, fields: sorted, hostname: host, tags: ["T1003"],
                    source: source))
        }
    }

    /// Every so many seconds, `count` times, each a little early or late.
    static func every(_ seconds: Double, _ count: Int, from start: Double = 0, jitter: Double = 0.05)
        -> [Double]
    {
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<count).map { index in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let shift = (Double(state % 1000) / 1000 - 0.5) * 2 * jitter * seconds
            return start + Double(index) * seconds + max(0, shift)
        }
    }

    var sorted: [AlertValues] {
        values.enumerated().sorted {
            ($0.element.time ?? Timestamp(seconds: 0), $0.offset) < (
                $1.element.time ?? Timestamp(seconds: 0), $1.offset
            )
        }.map(\.element)
    }

    func alerts() throws -> [Alert] {
        var builder = try AlertBatchBuilder()
        for value in sorted { try builder.append(value) }
        return try builder.take().map(Array.init) ?? []
    }

    func survey(limits: NoiseTable.Limits = NoiseTable.Limits(), _ group: (Alert) -> UInt32 = { _ in 0 })
        throws
        -> NoiseSurvey
    {
        var survey = NoiseSurvey(knowledge: AnalyzerTests.knowledge, limits: limits)
        for alert in try alerts() { survey.take(alert, group: group(alert)) }
        return survey
    }

    func report(rules: RuleCollection? = nil) throws -> TuningReport {
        try survey().study(rules: rules).report()
    }
}

extension TuningReport {
    var first: Proposal? { proposals.first }

    /// What Falco finds wrong with the file.
    var faults: [String] {
        guard let file else { return [] }
        return TuningReport.faults(in: file)
    }

    static func faults(in file: String, macros: Set<String> = [], lists: Set<String> = []) -> [String] {
        let glossary = AnalyzerTests.knowledge.glossary
        let types = FieldTypes(glossary: glossary)
        let validator = RulesValidator(macros: macros, lists: lists, type: { types($0) }) {
            glossary.entry($0) != nil
        }
        return Array(file.utf8).withUnsafeBufferPointer { validator.faults(in: $0) }.map(\.description)
    }

    /// Why there is no proposal: doubts of activities and reasons of what is withheld.
    var objections: String {
        (activities.flatMap(\.doubts) + withheld.flatMap(\.reasons)).map(\.raw).joined(separator: "\n")
    }
}

/// Evaluates a file's exceptions over alerts, by its own way through Falco's language.
struct FileJudge {
    private var evaluators: [String: [ConditionEvaluator]] = [:]

    init(_ file: String, over rules: RuleCollection = RuleCollection()) throws {
        var collection = rules
        let known = rules.rules.reduce(into: [String: Int]()) { $0[$1.name] = $1.exceptions.count }
        let parsed = try Array(file.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
        try collection.add(parsed, origin: "tuning")
        let types = FieldTypes(glossary: AnalyzerTests.knowledge.glossary)
        for rule in collection.rules {
            for (place, exception) in rule.exceptions.enumerated() {
                guard let condition = try collection.condition(of: exception.exception) else { continue }
                _ = known[rule.name].map { place < $0 }
                evaluators[rule.name, default: []].append(
                    try ConditionEvaluator(condition, type: { types($0) }))
            }
            if rule.condition.hasPrefix("and not") {
                let condition = try RuleConditionParser.parse("evt.num = 1 \(rule.condition)")
                guard case .and(let parts) = condition, parts.count > 1, case .not(let part) = parts[1] else {
                    continue
                }
                evaluators[rule.name, default: []].append(try ConditionEvaluator(part, type: { types($0) }))
            }
        }
    }

    func hides(_ alert: Alert) -> Truth {
        (evaluators[alert.rule] ?? []).reduce(.no) { $0 || $1.evaluate(AlertSource(alert: alert)) }
    }
}
