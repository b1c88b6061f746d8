package import FalcoAlerts
package import Knowledge

/// Counts alerts for the severity summary, in bounded memory and without a String for each alert.
///
/// Distinct alerts are told apart by a fast 64-bit hash over what `Alert.fingerprint` covers, not by that SHA-256,
/// which costs as much as decoding. Two fingerprints among a million collide with a chance of one in 30 million.
package struct SummaryCounter: Sendable {
    package struct Limits: Sendable {
        /// Names kept for each table.
        package var names = 4096
        package var fingerprints = 1 << 16
        /// Stretches of the time line, and minutes.
        package var times = 4096
        package init() {}
    }

    var byPriority = [Int](repeating: 0, count: 8)
    var unknownPriorities = 0
    var rules: NameTable
    var hosts: NameTable
    var containers: NameTable
    var images: NameTable
    var namespaces: NameTable
    var users: NameTable
    var tags: TagCounts
    var moments: Moments
    var fingerprints: FingerprintSet
    /// As alerts about drops say, and as metrics say: two accounts of the same drops.
    var droppedByAlerts: Int?
    var droppedByMetrics: Int?
    private var roles = KeyRoles()
    private var parts = PartHashes()
    private var scratch: [UInt8] = []
    private let hash: ByteHash

    /// - Parameter seed: makes hash collisions hard to plan for whoever writes alerts; changes no number while no
    ///   table overflows.
    package init(knowledge: KnowledgeBase, limits: Limits = Limits(), seed: UInt64 = 0x9E37_79B9_7F4A_7C15) {
        hash = ByteHash(seed: seed)
        rules = NameTable(capacity: limits.names)
        hosts = NameTable(capacity: limits.names)
        containers = NameTable(capacity: limits.names)
        images = NameTable(capacity: limits.names)
        namespaces = NameTable(capacity: limits.names)
        users = NameTable(capacity: limits.names)
        tags = TagCounts(knowledge: knowledge, capacity: limits.names, hash: hash)
        moments = Moments(capacity: limits.times)
        fingerprints = FingerprintSet(capacity: limits.fingerprints)
    }

    /// Counts every alert of a batch.
    package mutating func count(_ batch: AlertBatch) {
        batch.forEachView { view, index in
            if count(view) { countDrops(batch[index]) }
        }
    }

    /// Counts one alert.
    package mutating func count(_ alert: Alert) {
        if alert.withView({ count($0) }) { countDrops(alert) }
    }

    /// Counts one alert, and says whether it is Falco's own.
    @inline(__always)
    private mutating func count(_ alert: AlertView) -> Bool {
        let priority = Int(alert.priority)
        if priority >= 0 && priority < 8 { byPriority[priority] &+= 1 } else { unknownPriorities &+= 1 }
        moments.count(alert)
        let identity = countNames(alert)
        tags.count(alert)
        fingerprints.insert(hash.combine(identity, countFields(alert)))
        if alert.source.length == 0 { return alert.deprecatedSource == 2 }
        return Stretch(alert.source, of: alert).equals("internal")
    }

    /// Counts rule and host, and gives a hash over what makes an alert distinct besides its fields.
    private mutating func countNames(_ alert: AlertView) -> UInt64 {
        let rule = Stretch(alert.rule, of: alert)
        let host = Stretch(alert.hostname, of: alert)
        let source = Stretch(alert.source, of: alert)
        let ruleHash = hash.of(rule)
        let hostHash = hash.of(host)
        _ = rules.count(rule, hash: ruleHash)
        if !host.isEmpty { _ = hosts.count(host, hash: hostHash) }
        let sourceHash =
            source.isEmpty ? UInt64(truncatingIfNeeded: alert.deprecatedSource) : hash.of(source)
        return hash.combine(
            hash.combine(ruleHash, hostHash), sourceHash &+ UInt64(truncatingIfNeeded: alert.priority))
    }

    /// A value that a table counts, and its hash.
    private struct Value {
        var bytes: Stretch
        var hash: UInt64
    }

    /// Counts what the fields name, and gives a hash over the fields that make an alert distinct, in any order.
    private mutating func countFields(_ alert: AlertView) -> UInt64 {
        // In memory and not in as many variables, so that the loop keeps to registers.
        let none = Value(bytes: Stretch(start: alert.start, count: 0), hash: 0)
        return withUnsafeTemporaryAllocation(of: Value.self, capacity: KeyRoles.Role.allCases.count) {
            values in
            values.initialize(repeating: none)
            var sum: UInt64 = 0
            for field in alert.fields {
                let bytes = Stretch(field.value, of: alert)
                if bytes.saysNothing { continue }
                let (role, keyHash) = roles.role(of: Stretch(field.key, of: alert), hash: hash)
                if role == .momentary { continue }
                if role == .varying {
                    let key = Stretch(field.key, of: alert)
                    sum &+= parts.hash(of: bytes, key: key, keyHash, hash)
                    continue
                }
                let valueHash = hash.of(bytes)
                sum &+= hash.combine(keyHash, valueHash)
                if role != .plain { values[Int(role.rawValue)] = Value(bytes: bytes, hash: valueHash) }
            }
            count(UnsafeBufferPointer(values))
            return sum
        }
    }

    private mutating func count(_ values: UnsafeBufferPointer<Value>) {
        func value(_ role: KeyRoles.Role) -> Value { values[Int(role.rawValue)] }
        if !value(.containerID).bytes.equals("host") {
            let name = value(.containerName).bytes.isEmpty ? value(.containerID) : value(.containerName)
            if !name.bytes.isEmpty { _ = containers.count(name.bytes, hash: name.hash) }
        }
        let (repository, tag) = (value(.imageRepository), value(.imageTag).bytes)
        if !repository.bytes.isEmpty {
            if tag.isEmpty {
                _ = images.count(repository.bytes, hash: repository.hash)
            } else {
                images.count(repository.bytes, tag, joinedBy: ":", hash: hash, &scratch)
            }
        }
        let namespace = value(.namespace)
        if !namespace.bytes.isEmpty { _ = namespaces.count(namespace.bytes, hash: namespace.hash) }
        let (user, userID) = (value(.userName), value(.userID).bytes)
        if !user.bytes.isEmpty {
            _ = users.count(user.bytes, hash: user.hash)
        } else if !userID.isEmpty {
            let nothing = Stretch(start: userID.start, count: 0)
            users.count(nothing, userID, joinedBy: "uid ", hash: hash, &scratch)
        }
    }

    private mutating func countDrops(_ alert: Alert) {
        guard let report = SensorReport(alert), let drops = report.drops else { return }
        switch report.subject {
        case .drops: droppedByAlerts = (droppedByAlerts ?? 0) &+ drops
        default: droppedByMetrics = (droppedByMetrics ?? 0) &+ drops
        }
    }
}
