internal import Analysis
internal import Escaping
internal import FalcoAlerts

/// One list of actions and one of commands from the reports of an incident's alerts: each thing once in each place,
/// what contains a container once for it, the most telling alert's first.
struct ActionPlan {
    private typealias Phase = Report.MitigationStep.Phase

    /// An alert's report with where it is about and how much its advice counts.
    struct Source {
        let report: Report
        /// The container, or the host.
        let place: String
        let isContainer: Bool
        /// Its place in time.
        let moment: Int
        /// The process's number, which its commands name.
        let process: String?
        let weight: Int
    }

    private struct Item<Content> {
        var content: Content
        /// When the alert came whose words these are.
        var moment = 0
        /// Lower comes first.
        let rank: Int
        var weight: Int
        let order: Int
    }

    private struct Key: Hashable {
        let words: String
        let place: String
    }

    static let mostSteps: [Report.MitigationStep.Phase: Int] = [
        .contain: 10, .investigate: 12, .eradicate: 8, .recover: 6,
    ]
    static let mostHarmless = 24
    static let mostDisruptive = 8

    private(set) var actions: [Report.MitigationStep] = []
    private(set) var commands: [Report.Command] = []
    private(set) var omittedActions = 0
    private(set) var omittedCommands = 0

    /// - Parameter sources: in the order of time.
    init(_ sources: [Source]) {
        // The most telling alert's words are taken where several say the same.
        let ranked = sources.enumerated().sorted {
            ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
        }.map(\.element)
        let contained = Self.containedPlaces(ranked)
        var told: Set<String> = []
        for phase in Phase.allCases { addSteps(of: phase, ranked, contained, &told) }
        addCommands(ranked, contained)
    }

    /// Places that a step contains as a whole: what only stops one process in them is not needed besides.
    private static func containedPlaces(_ sources: [Source]) -> Set<String> {
        var places: Set<String> = []
        for source in sources where source.isContainer {
            let contains = source.report.mitigation.contains { step in
                step.phase == .contain && step.command?.disruptive == true
                    && !names(source.process, step.command)
            }
            if contains { places.insert(source.place) }
        }
        return places
    }

    /// Whether a command is about that process alone.
    private static func names(_ process: String?, _ command: Report.Command?) -> Bool {
        guard let process, let text = command?.shell.text else { return false }
        return text.split { !$0.isNumber && !$0.isLetter }.contains { $0 == process }
    }

    /// - Parameter told: the commands of the steps so far.
    private mutating func addSteps(
        of phase: Phase, _ sources: [Source], _ contained: Set<String>, _ told: inout Set<String>
    ) {
        var items: [Item<Report.MitigationStep>] = []
        var seen: [Key: Int] = [:]
        for source in sources {
            for step in source.report.mitigation where step.phase == phase {
                let isOfProcess = Self.names(source.process, step.command)
                if isOfProcess, step.command?.disruptive == true, contained.contains(source.place) {
                    continue
                }
                // A step of ours that names no value says the same wherever it stands.
                let key = Key(
                    words: step.action.words,
                    place: step.action.values.isEmpty && step.command == nil ? "" : source.place)
                if let known = seen[key] {
                    items[known].weight += max(1, source.weight)
                    // Where nothing is to be run, the first alert's time and values lead furthest back.
                    if step.command == nil, source.moment < items[known].moment {
                        items[known].content = step
                        items[known].moment = source.moment
                    }
                    continue
                }
                seen[key] = items.count
                let rank = step.command == nil ? 1 : isOfProcess ? 2 : 0
                items.append(
                    Item(
                        content: step, moment: source.moment, rank: rank, weight: max(1, source.weight),
                        order: items.count))
            }
        }
        // Different words for one command are one step, wherever it stands first.
        let sorted = items.sorted { ($0.rank, -$0.weight, $0.order) < ($1.rank, -$1.weight, $1.order) }
            .map(\.content)
        var room = Self.mostSteps[phase] ?? 8
        for step in sorted {
            if let text = step.command?.shell.text {
                if told.contains(text) { continue }
                if room > 0 { told.insert(text) }
            }
            if room > 0 { actions.append(step) } else { omittedActions += 1 }
            room -= 1
        }
    }

    private mutating func addCommands(_ sources: [Source], _ contained: Set<String>) {
        var harmless: [Item<Report.Command>] = []
        var disruptive: [Item<Report.Command>] = []
        var seen: [Key: (isHarmless: Bool, index: Int)] = [:]
        for source in sources {
            for command in source.report.commands {
                let isOfProcess = Self.names(source.process, command)
                if isOfProcess, command.disruptive, contained.contains(source.place) { continue }
                let key = Key(
                    words: command.purpose.words + "\u{0}" + (command.needs ?? ""), place: source.place)
                if let known = seen[key] {
                    if known.isHarmless {
                        harmless[known.index].weight += max(1, source.weight)
                    } else {
                        disruptive[known.index].weight += max(1, source.weight)
                    }
                    continue
                }
                let list = command.disruptive ? disruptive : harmless
                seen[key] = (!command.disruptive, list.count)
                let item = Item(
                    content: command, rank: isOfProcess ? 1 : 0, weight: max(1, source.weight),
                    order: list.count)
                if command.disruptive { disruptive.append(item) } else { harmless.append(item) }
            }
        }
        var shells: Set<String> = []
        func best(_ items: [Item<Report.Command>], _ most: Int) -> [Report.Command] {
            let sorted = items.sorted { (-$0.weight, $0.rank, $0.order) < (-$1.weight, $1.rank, $1.order) }
                .map(\.content).filter { shells.insert($0.shell.text).inserted }
            omittedCommands += max(0, sorted.count - most)
            return Array(sorted.prefix(most))
        }
        commands = best(harmless, Self.mostHarmless) + best(disruptive, Self.mostDisruptive)
    }
}
