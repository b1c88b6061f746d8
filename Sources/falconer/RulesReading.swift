internal import Agent
internal import ArgumentParser
internal import Doctor
internal import Escaping
internal import FalcoRules

/// Reads the rules files that a site's Falco loads.
enum RulesReading {
    /// The files put together, those of a directory in the order of their names; `nil` without any.
    /// - Throws: the exit code, after saying what is wrong with which file and line.
    static func collection(_ paths: [String]) throws -> RuleCollection? {
        if paths.isEmpty { return nil }
        let console = Console()
        var collection = RuleCollection()
        do {
            for path in paths {
                for file in try files(at: path) { try add(file, to: &collection, console) }
            }
        } catch let error as HostError {
            console.say(error.description)
            switch error.code {
            case .missing: throw ExitStatus.inputMissing.code
            case .denied: throw ExitStatus.noPermission.code
            default: throw ExitStatus.badConfiguration.code
            }
        }
        return collection
    }

    /// The file itself, or the rules files of a directory.
    private static func files(at path: String) throws(HostError) -> [String] {
        let host = HostFiles()
        guard try host.facts(path).kind == .directory else { return [path] }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return try host.names(in: path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map {
            folder + $0
        }
    }

    private static func add(_ file: String, to collection: inout RuleCollection, _ console: Console) throws {
        let bytes = try HostFiles().read(file, limit: RulesFileReader.limits.bytes)
        do throws(RulesFileError) {
            let rules = try bytes.withUnsafeBufferPointer { (bytes) throws(RulesFileError) in
                try RulesFileReader.read(bytes)
            }
            try collection.add(rules, origin: file)
        } catch {
            console.say("\(file):\(Escaping.terminal(error.description, limit: 500))")
            throw ExitStatus.badConfiguration.code
        }
    }
}
