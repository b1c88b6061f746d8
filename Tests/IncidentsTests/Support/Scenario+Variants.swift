import FalcoAlerts
import TestSupport

/// The same happenings, told differently: the grouping must not depend on what these change.
extension Scenario {
    /// Everything takes `factor` times as long.
    func stretched(by factor: Double) -> Scenario {
        var copy = self
        guard let start = entries.first?.values.seconds else { return self }
        for index in copy.entries.indices {
            let offset = copy.entries[index].values.seconds - start
            copy.entries[index].values.seconds = start + offset * factor
        }
        return copy
    }

    /// Alerts come in another order, up to so many seconds from where they belong; their own times stay.
    func jittered(by seconds: Double, seed: UInt64) -> Scenario {
        var random = SplitMix(state: seed)
        let keyed = entries.map {
            ($0, $0.values.seconds + Double.random(in: -seconds...seconds, using: &random))
        }
        return Scenario(entries: keyed.sorted { $0.1 < $1.1 }.map(\.0))
    }

    /// Other containers, pods, hosts, accounts, processes and addresses.
    func renamed() -> Scenario {
        var copy = self
        for index in copy.entries.indices {
            var values = copy.entries[index].values
            values.hostname = "node-7f"
            for key in ["proc.pid", "proc.ppid", "proc.sid"] {
                if let number = values[key].flatMap(Int.init), number > 2 {
                    values[key] = String(40_000 + number * 3)
                }
            }
            if let id = values["container.id"], id != "host" {
                values["container.id"] = String(id.reversed())
                values["container.name"] = values["container.name"].map { "x-\($0)" }
                values["k8s.pod.name"] = values["k8s.pod.name"].map { "\($0)-z" }
            }
            for key in ["user.uid", "user.loginuid"] {
                if let id = values[key].flatMap(Int.init), id >= 100 { values[key] = String(id + 7000) }
            }
            if let terminal = values["proc.tty"].flatMap(Int.init), terminal > 0 {
                values["proc.tty"] = String(terminal + 12)
            }
            for field in values.fields where field.value.contains("203.0.113.") {
                values[field.key] = field.value.split(
                    separator: "203.0.113.", omittingEmptySubsequences: false
                )
                .joined(separator: "198.51.100.")
            }
            copy.entries[index].values = values
        }
        return copy
    }

    /// All the noise once more, from other containers and processes, a little later.
    func withTwiceTheNoise() -> Scenario {
        var all = entries
        for entry in entries where entry.truth == "benign" {
            var values = entry.values
            values.seconds += 3.3
            for key in ["proc.pid", "proc.ppid", "proc.sid"] {
                if let number = values[key].flatMap(Int.init), number > 2 {
                    values[key] = String(number + 100_000)
                }
            }
            all.append(Entry(values: values, truth: entry.truth))
        }
        return Scenario(
            entries: all.enumerated().sorted {
                ($0.element.values.seconds, $0.offset) < ($1.element.values.seconds, $1.offset)
            }.map(\.element))
    }

    /// Process numbers in the alerts of half the rules only.
    static func partlyNumbered(seed: UInt64) throws -> Scenario {
        let (with, without) = (try captured(withNumbers: true), try captured(withNumbers: false))
        var random = SplitMix(state: seed)
        var numbered: [String: Bool] = [:]
        for rule in Set(with.entries.map(\.values.rule)).sorted() {
            numbered[rule] = Bool.random(using: &random)
        }
        return Scenario(
            entries: zip(with.entries, without.entries).map { numbered[$0.values.rule] == true ? $0 : $1 })
    }
}
