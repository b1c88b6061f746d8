internal import Escaping
internal import YAML

extension YAMLError {
    /// Without the place, which is said apart.
    fileprivate var words: String { message + (cause.map { " (\($0))" } ?? "") }
}

extension FalcoConfiguration {
    /// Bounds for one file, and for how many are read.
    private static let limits = YAMLReader.Limits(bytes: 1 << 20, depth: 24, nodes: 100_000)
    private static let mostFiles = 1000
    private static let filesKey = "config_files"

    /// How a file's values are put to those before it.
    private enum Strategy: String {
        /// Lists grow, everything else is replaced. Falco's own choice when nothing is said.
        case append
        case override
        case addOnly = "add-only"
    }

    /// Reads `path` and what it includes. Settings of the command line may follow.
    package static func read(_ path: String, on host: HostFiles, settings: [String] = [])
        -> FalcoConfiguration
    {
        var configuration = FalcoConfiguration()
        configuration.include(path, .override, isMain: true, host)
        configuration.includeOthers(main: path, host)
        for setting in settings { configuration.set(setting) }
        configuration.review(host)
        return configuration
    }

    private mutating func fault(
        _ kind: ConfigurationFault.Kind, _ file: String, line: Int = 0, _ message: Prose
    ) {
        faults.append(ConfigurationFault(kind, file: file, line: line, message))
    }

    /// The file counts for nothing.
    private mutating func leaveOut(
        _ kind: ConfigurationFault.Kind, _ file: String, line: Int = 0, _ message: Prose
    ) {
        fault(kind, file, line: line, message)
        unread.append(ConfigurationFault(kind, file: file, line: line, message))
    }

    /// The files and directories that the main file names, in its order.
    private mutating func includeOthers(main: String, _ host: HostFiles) {
        guard let entry = entries[Self.filesKey] else { return }
        let items: [YAMLNode]
        switch entry.node.content {
        case .list(let nodes): items = nodes
        case .scalar, .map: items = [entry.node]
        }
        for item in items {
            guard let path = item.scalar ?? item["path"]?.scalar, !path.isEmpty else {
                if item.scalar == nil {
                    fault(.doubtful, main, line: item.line, "an entry of `config_files` names no `path`")
                }
                continue
            }
            let word = item["strategy"]?.scalar
            let strategy = word.map { Strategy(rawValue: $0) } ?? .append
            if strategy == nil, let word {
                fault(
                    .broken, main, line: item.line,
                    "the strategy \(value: word) is none of `append`, `override` and `add-only`")
            }
            include(named: path, strategy ?? .append, host)
        }
    }

    /// A file, or the files of a directory in the order of their names. Falco passes over what is neither.
    private mutating func include(named path: String, _ strategy: Strategy, _ host: HostFiles) {
        do throws(HostError) {
            switch try host.facts(path).kind {
            case .file: include(path, strategy, isMain: false, host)
            case .directory:
                if strategy != .addOnly { directories.append(path) }
                let base = path.hasSuffix("/") ? String(path.dropLast()) : path
                for name in try host.names(in: path) {
                    let file = "\(base)/\(name)"
                    if (try? host.facts(file))?.kind == .file { include(file, strategy, isMain: false, host) }
                }
            default: break
            }
        } catch {
            switch error.code {
            case .denied: leaveOut(.denied, path, host.refusal(path, isDirectory: true))
            case .missing where strategy != .addOnly && !path.hasSuffix(".yaml") && !path.hasSuffix(".yml"):
                directories.append(path)
            default: break
            }
        }
    }

    private mutating func include(_ path: String, _ strategy: Strategy, isMain: Bool, _ host: HostFiles) {
        guard files.count < Self.mostFiles else {
            if files.count == Self.mostFiles {
                leaveOut(.unsupported, path, "only the first \(Self.mostFiles) files are read")
            }
            return
        }
        do throws(HostError) {
            let bytes = try host.read(path, limit: Self.limits.bytes)
            files.append(path)
            guard let root = parse(bytes, path, isMain: isMain) else { return }
            guard case .map(let pairs) = root.content else {
                return leaveOut(
                    .broken, path, line: root.line,
                    "it holds \(ours: root.shape) where a map of settings is expected")
            }
            if isMain { isMainRead = true }
            for (key, node) in pairs {
                if let name = key.scalar { merge(name, node, path, isMain ? .override : strategy, isMain) }
            }
        } catch {
            let kind: ConfigurationFault.Kind =
                switch error.code {
                case .missing: .missing
                case .denied: .denied
                default: .unsupported
                }
            let message: Prose =
                switch error.code {
                case .missing: "there is no such file"
                case .denied: host.refusal(path)
                default: "\(ours: error.message)"
                }
            leaveOut(kind, path, message)
        }
    }

    /// The file's first document, which is all that Falco reads; `nil` when there is none.
    private mutating func parse(_ bytes: [UInt8], _ path: String, isMain: Bool) -> YAMLNode? {
        var documents: [YAMLNode] = []
        var failure: YAMLError?
        bytes.withUnsafeBufferPointer { bytes in
            do throws(YAMLError) {
                documents = try YAMLReader.readAll(bytes, limits: Self.limits)
            } catch {
                failure = error
            }
        }
        guard let failure else {
            if documents.isEmpty, isMain {
                leaveOut(
                    .broken, path, "the file is empty: no output is on, and Falco does not start with it")
            }
            if documents.count > 1 {
                fault(
                    .doubtful, path, line: documents[1].line, "Falco reads nothing from here on, behind `---`"
                )
            }
            return documents.first
        }
        let kind: ConfigurationFault.Kind = failure.code == .syntax ? .broken : .unsupported
        var message: Prose = "\(ours: failure.words)"
        if failure.code == .syntax {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
            if failure.line >= lines { message.append("; the file ends in the middle of something") }
            message.append("; Falco does not start with it")
        }
        leaveOut(kind, path, line: failure.line, message)
        return nil
    }

    private mutating func merge(
        _ key: String, _ node: YAMLNode, _ path: String, _ strategy: Strategy, _ isMain: Bool
    ) {
        if key == Self.filesKey, !isMain {
            return fault(
                .broken, path, line: node.line,
                "`config_files` may stand in the main file alone; Falco refuses to start")
        }
        switch strategy {
        case .addOnly where entries[key] != nil: return
        case .append:
            if case .list(let more) = node.content, let before = entries[key],
                case .list(let items) = before.node.content
            {
                let node = YAMLNode(content: .list(items + more), line: node.line, column: node.column)
                entries[key] = Entry(node: node, file: path)
                return
            }
        default: break
        }
        entries[key] = Entry(node: node, file: path)
    }
}
