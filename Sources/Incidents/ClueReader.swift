internal import FalcoAlerts
internal import Knowledge

/// Reads an alert's clues where its bytes lie.
final class ClueReader {
    private struct Span {
        var start: UnsafeRawPointer?
        var count = 0

        var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
        var isEmpty: Bool { count == 0 }
    }

    private let roles = FieldRoles()
    /// Kinds of the names met lately: names are few and the lists are long.
    private var kinds: [UInt64: ProcessKind] = [:]

    private static let mostKinds = 4096
    /// Bytes of a command line that are looked at.
    private static let longestCommand = 1024

    /// Calls `body` with what the alert says in the fields that matter, each by its role.
    private func spans<R>(of alert: AlertView, _ body: (UnsafeMutableBufferPointer<Span>) -> R) -> R {
        withUnsafeTemporaryAllocation(of: Span.self, capacity: FieldRole.allCases.count) { spans in
            spans.initialize(repeating: Span())
            for field in alert.fields {
                let value = UnsafeRawBufferPointer(
                    start: alert.start + Int(field.value.offset), count: Int(field.value.length))
                if value.isEmpty || value.count == 4 && value.elementsEqual("<NA>".utf8) { continue }
                let key = UnsafeRawBufferPointer(
                    start: alert.start + Int(field.key.offset), count: Int(field.key.length))
                guard let role = roles.role(of: key) else { continue }
                if spans[Int(role.rawValue)].isEmpty {
                    spans[Int(role.rawValue)] = Span(start: value.baseAddress, count: value.count)
                }
            }
            return body(spans)
        }
    }

    func read(_ alert: AlertView) -> Clues {
        spans(of: alert) { read(alert, $0) }
    }

    private func read(_ alert: AlertView, _ spans: UnsafeMutableBufferPointer<Span>) -> Clues {
        func bytes(_ role: FieldRole) -> UnsafeRawBufferPointer { spans[Int(role.rawValue)].bytes }
        func hash(_ role: FieldRole) -> UInt64 {
            let span = spans[Int(role.rawValue)]
            return span.isEmpty ? 0 : KeyedHash.of(span.bytes)
        }
        var clues = Clues()
        if alert.hasTime, let time = Self.nanoseconds(alert) { clues.time = time }
        clues.host = Self.hash(alert.hostname, alert)
        clues.rule = Self.hash(alert.rule, alert)
        let container = bytes(.containerID)
        clues.isHost = container.elementsEqual("host".utf8)
        clues.isContainer = !container.isEmpty && !clues.isHost
        clues.container = clues.isContainer ? KeyedHash.of(container) : 0
        clues.image = hash(.imageRepository)
        clues.pod = hash(.podName)
        let terminal = bytes(.terminal)
        if !terminal.elementsEqual("0".utf8) { clues.terminal = hash(.terminal) }
        if !Self.isNobody(bytes(.loginID)) { clues.login = hash(.loginID) }
        clues.user = spans[Int(FieldRole.userID.rawValue)].isEmpty ? hash(.userName) : hash(.userID)
        clues.isRoot = bytes(.userID).elementsEqual("0".utf8) || bytes(.userName).elementsEqual("root".utf8)
        clues.process = Self.number(bytes(.processID))
        clues.parent = Self.number(bytes(.parentID))
        clues.session = Self.number(bytes(.sessionID))
        for (generation, role) in [
            FieldRole.name, .parentName, .ancestor2, .ancestor3, .ancestor4,
        ].enumerated() {
            let name = bytes(role)
            if name.isEmpty { break }
            let hash = KeyedHash.of(name)
            clues.names[generation] = hash
            clues.kinds[generation] = kind(of: name, hash)
        }
        let above = bytes(.parentName)
        clues.startsFromNothing =
            clues.parent == 1 || clues.parent == 2
            || ["systemd", "init", "kthreadd"].contains { above.elementsEqual($0.utf8) }
            // What starts the kernel's user mode helpers, such as a release_agent.
            || above.starts(with: "kworker/".utf8)
        clues.executable = hash(.executable)
        let command = UnsafeRawBufferPointer(rebasing: bytes(.commandLine).prefix(Self.longestCommand))
        clues.command = command.isEmpty ? 0 : KeyedHash.of(command)
        clues.commandIsTelling = command.contains(UInt8(ascii: " "))
        let parentCommand = UnsafeRawBufferPointer(
            rebasing: bytes(.parentCommandLine).prefix(Self.longestCommand))
        clues.parentCommand = parentCommand.isEmpty ? 0 : KeyedHash.of(parentCommand)
        clues.parentCommandIsTelling = parentCommand.contains(UInt8(ascii: " "))
        let object = bytes(.descriptorName)
        let arrow = PathReading.arrow(in: object)
        readPaths(
            bytes(.executable), arrow == nil ? object : UnsafeRawBufferPointer(rebasing: object[..<0]),
            command, &clues)
        readPeers(object, arrow, bytes(.remoteAddress), bytes(.serverAddress), command, &clues)
        clues.namesRuntime =
            clues.isContainer && (PathReading.namesRuntime(command) || PathReading.namesRuntime(object))
        clues.principal = hash(.auditUser)
        clues.principalAddress = hash(.auditAddress)
        let executable = hashWithoutNumbers(bytes(.executable))
        let (commandWithoutNumbers, commandHasNumbers) = withoutNumbers(command)
        clues.commandHasNumbers = commandHasNumbers
        let act = KeyedHash.join(executable, commandWithoutNumbers)
        let aim = arrow.map { UnsafeRawBufferPointer(rebasing: object[$0...]) } ?? object
        clues.fingerprint = fingerprint(
            clues, name: bytes(.name), act: act, object: hashWithoutNumbers(aim))
        clues.target = target(clues, act: act, object: aim, isFile: arrow == nil)
        return clues
    }

    private static func hash(_ span: AlertView.Span, _ alert: AlertView) -> UInt64 {
        span.length == 0
            ? 0
            : KeyedHash.of(
                UnsafeRawBufferPointer(start: alert.start + Int(span.offset), count: Int(span.length)))
    }

    /// Times before 1970 and after 2199 are no times that a clock in use shows.
    private static func nanoseconds(_ alert: AlertView) -> Int64? {
        guard (0..<7_258_118_400).contains(alert.seconds) else { return nil }
        return alert.seconds * 1_000_000_000 + Int64(alert.nanoseconds)
    }

    /// A process number; 0 for what is none.
    private static func number(_ text: UnsafeRawBufferPointer) -> UInt32 {
        guard text.count <= 9 else { return 0 }
        var number: UInt32 = 0
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return 0 }
            number = number * 10 + UInt32(digit)
        }
        return number
    }

    private static func isNobody(_ text: UnsafeRawBufferPointer) -> Bool {
        text.elementsEqual("-1".utf8) || text.elementsEqual("4294967295".utf8)
    }

    private func kind(of name: UnsafeRawBufferPointer, _ hash: UInt64) -> ProcessKind {
        if let known = kinds[hash] { return known }
        let kind = ProcessKind(name: name)
        if kinds.count >= Self.mostKinds { kinds.removeAll(keepingCapacity: true) }
        kinds[hash] = kind
        return kind
    }

    private func readPaths(
        _ program: UnsafeRawBufferPointer, _ object: UnsafeRawBufferPointer,
        _ command: UnsafeRawBufferPointer, _ clues: inout Clues
    ) {
        if PathReading.isTelling(program) {
            clues.programPath = KeyedHash.of(program)
            clues.programIsInstalled = PathReading.isInstalled(program)
        }
        if PathReading.isTelling(object) { clues.objectPath = KeyedHash.of(object) }
        PathReading.forEachPath(in: command) { path in
            guard clues.namedCount < 6, PathReading.isTelling(path) else { return }
            clues.namedPaths[clues.namedCount] = KeyedHash.of(path)
            clues.namedIsInstalled[clues.namedCount] = PathReading.isInstalled(path)
            clues.namedCount += 1
        }
    }

    private func readPeers(
        _ object: UnsafeRawBufferPointer, _ arrow: Int?, _ remote: UnsafeRawBufferPointer,
        _ server: UnsafeRawBufferPointer, _ command: UnsafeRawBufferPointer, _ clues: inout Clues
    ) {
        func add(_ address: UnsafeRawBufferPointer) {
            guard clues.peerCount < 4, AddressReading.isPeer(address) else { return }
            let hash = KeyedHash.of(address)
            for index in 0..<clues.peerCount where clues.peers[index] == hash { return }
            clues.peers[clues.peerCount] = hash
            clues.peerCount += 1
        }
        if let arrow {
            add(AddressReading.host(of: UnsafeRawBufferPointer(rebasing: object[arrow...])))
        }
        if !remote.isEmpty { add(remote) }
        if arrow == nil, remote.isEmpty, !server.isEmpty { add(server) }
        AddressReading.forEachAddress(in: command, add)
    }

    /// The rule, where it fired (the image where it is known), who ran what and below whom, and on what; runs of digits
    /// count as equal, since pids, ports, dates and numbers of builds differ from run to run.
    private func fingerprint(_ clues: Clues, name: UnsafeRawBufferPointer, act: UInt64, object: UInt64)
        -> UInt64
    {
        let place = clues.image != 0 ? clues.image : clues.place
        var state = KeyedHash.join(clues.rule, place)
        state = KeyedHash.join(state, hashWithoutNumbers(name))
        state = KeyedHash.join(state, act)
        state = KeyedHash.join(state, object)
        state = KeyedHash.join(state, clues.names[1])
        state = KeyedHash.join(state, clues.user)
        state = KeyedHash.join(state, clues.isContainer ? 0 : clues.login)
        return KeyedHash.join(state, clues.terminal == 0 ? 0 : 1)
    }

    /// See `Clues.target`. Numbers in a file's name tell it from others, but for those of processes in `/proc`.
    private func target(_ clues: Clues, act: UInt64, object: UnsafeRawBufferPointer, isFile: Bool) -> UInt64 {
        if !object.isEmpty {
            let isProcess = isFile && PathReading.begins(object, "/proc/")
            return isProcess ? hashWithoutNumbers(object) : KeyedHash.of(object)
        }
        var state = act
        for index in 0..<clues.peerCount { state = KeyedHash.join(state, clues.peers[index]) }
        return state
    }

    private func hashWithoutNumbers(_ text: UnsafeRawBufferPointer) -> UInt64 { withoutNumbers(text).hash }

    /// The hash of a text in which each run of digits counts as the same, and whether there is any.
    private func withoutNumbers(_ text: UnsafeRawBufferPointer) -> (hash: UInt64, hasNumbers: Bool) {
        if text.isEmpty { return (0, false) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestCommand) { rest in
            var count = 0
            var wasDigit = false
            var hasDigits = false
            for byte in text.prefix(Self.longestCommand) {
                let isDigit = byte &- UInt8(ascii: "0") < 10
                if !isDigit || !wasDigit {
                    rest[count] = isDigit ? 0 : byte
                    count += 1
                }
                wasDigit = isDigit
                hasDigits = hasDigits || isDigit
            }
            let kept = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(rest)[..<count])
            return (KeyedHash.of(kept), hasDigits)
        }
    }
}
