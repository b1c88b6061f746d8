internal import ArgumentParser

/// Finds options that were given more than once although they have one value: the parser would let the last win.
enum RepeatedOptions {
    /// Their names, such as `--socket`.
    ///
    /// - Parameters:
    ///   - command: a parsed command.
    ///   - words: what it was parsed from, or more.
    static func names(in command: Any, _ words: [String]) -> [String] {
        var counts: [Substring: Int] = [:]
        for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("--") {
            counts[word.prefix { $0 != "=" }, default: 0] += 1
        }
        let repeated = counts.filter { $0.value > 1 }.keys
        guard !repeated.isEmpty else { return [] }
        let single = Set(singleNames(of: command))
        return repeated.map(String.init).filter { single.contains($0) }.sorted()
    }

    /// The options that have one value, of a command and its groups.
    private static func singleNames(of group: Any) -> [String] {
        Mirror(reflecting: group).children.flatMap { child -> [String] in
            if let group = child.value as? any NestedOptions { return singleNames(of: group.options) }
            guard let option = child.value as? any ValuedOption, !option.isList, let label = child.label
            else { return [] }
            return [name(label)]
        }
    }

    /// The option's name of a property's: `--listen-http` of `_listenHttp`.
    private static func name(_ label: String) -> String {
        let letters = label.drop { $0 == "_" }
        return "--" + letters.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
    }
}

/// An option with a value.
private protocol ValuedOption {
    /// Whether it may be given several times.
    var isList: Bool { get }
}

extension Option: ValuedOption {
    fileprivate var isList: Bool { Value.self is any List.Type }
}

/// What an option that may be given several times gathers.
private protocol List {}

extension Array: List {}

/// A group of options.
private protocol NestedOptions {
    var options: Any { get }
}

extension OptionGroup: NestedOptions {
    fileprivate var options: Any { wrappedValue }
}
