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
    var tags: NameTable
    var attack: AttackCounts
    var timeline: Timeline
    var minutes: MinuteCounts
    var fingerprints: FingerprintSet
    /// As alerts about drops say, and as metrics say: two accounts of the same drops.
    var droppedByAlerts: Int?
    var droppedByMetrics: Int?
    private var roles = KeyRoles()
    private var scratch: [UInt8] = []
    private let hash: ByteHash

    /// - Parameter seed: makes hash collisions hard to plan for whoever writes alerts; changes no number.
    package init(knowledge: KnowledgeBase, limits: Limits = Limits(), seed: UInt64 = 0x9E37_79B9_7F4A_7C15) {
        hash = ByteHash(seed: seed)
        rules = NameTable(capacity: limits.names)
        hosts = NameTable(capacity: limits.names)
        containers = NameTable(capacity: limits.names)
        images = NameTable(capacity: limits.names)
        namespaces = NameTable(capacity: limits.names)
        users = NameTable(capacity: limits.names)
        tags = NameTable(capacity: limits.names)
        attack = AttackCounts(knowledge: knowledge)
        timeline = Timeline(capacity: limits.times)
        minutes = MinuteCounts(capacity: limits.times)
        fingerprints = FingerprintSet(capacity: limits.fingerprints)
    }

    /// Counts every alert of a batch.
    package mutating func count(_ batch: AlertBatch) {
        for alert in batch { count(alert) }
    }

    /// Counts one alert.
    package mutating func count(_ alert: Alert) {
        let priority = alert.priority.rawValue
        if priority >= 0 && priority < 8 { byPriority[Int(priority)] &+= 1 } else { unknownPriorities &+= 1 }
        let time = alert.time
        timeline.count(time)
        minutes.count(time)

        var print = hash.combine(UInt64(truncatingIfNeeded: priority), 0x5EED)
        alert.withRuleBytes { rule in
            let hash = hash.of(rule)
            print = self.hash.combine(print, hash)
            _ = rules.count(rule, hash: hash)
        }
        alert.withHostnameBytes { host in
            let hash = hash.of(host)
            print = self.hash.combine(print, hash)
            if host.count > 0 { _ = hosts.count(host, hash: hash) }
        }
        let isInternal = alert.withSourceBytes { source in
            print = hash.combine(print, hash.of(source))
            return source.equals("internal")
        }
        countTags(alert)
        fingerprints.insert(hash.combine(print, countFields(alert)))
        if isInternal { countDrops(alert) }
    }

    private mutating func countTags(_ alert: Alert) {
        attack.beginAlert()
        alert.forEachTag { tag in
            let place = tags.count(tag, hash: hash.of(tag)) { attack.note(for: $0) }
            attack.count(tags.entries[place].note)
        }
    }

    /// Where a value lies that a table counts.
    private struct Values {
        var containerID = UnsafeRawBufferPointer(start: nil, count: 0)
        var containerName = UnsafeRawBufferPointer(start: nil, count: 0)
        var repository = UnsafeRawBufferPointer(start: nil, count: 0)
        var imageTag = UnsafeRawBufferPointer(start: nil, count: 0)
        var namespace = UnsafeRawBufferPointer(start: nil, count: 0)
        var userName = UnsafeRawBufferPointer(start: nil, count: 0)
        var userID = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// Counts what the fields name, and gives a hash over the fields that make an alert distinct, in any order.
    private mutating func countFields(_ alert: Alert) -> UInt64 {
        var values = Values()
        var sum: UInt64 = 0
        var descriptorName: UInt64 = 0
        var isConnection = false
        alert.forEachField { key, value in
            if value.saysNothing { return }
            let (role, keyHash) = roles.role(of: key, hash: hash)
            switch role {
            case .plain: break
            case .momentary: return
            case .containerID: values.containerID = value
            case .containerName: values.containerName = value
            case .imageRepository: values.repository = value
            case .imageTag: values.imageTag = value
            case .namespace: values.namespace = value
            case .userName: values.userName = value
            case .userID: values.userID = value
            case .descriptorType:
                isConnection = value.equals("ipv4") || value.equals("ipv6")
            case .descriptorName:
                descriptorName = hash.combine(keyHash, hash.of(value))
                return
            }
            sum &+= hash.combine(keyHash, hash.of(value))
        }
        count(values)
        // The name of a connection holds its ephemeral port.
        return isConnection ? sum : sum &+ descriptorName
    }

    private mutating func count(_ values: Values) {
        if !values.containerID.equals("host") {
            let name = values.containerName.isEmpty ? values.containerID : values.containerName
            if !name.isEmpty { _ = containers.count(name, hash: hash.of(name)) }
        }
        if !values.repository.isEmpty { countImage(values.repository, values.imageTag) }
        if !values.namespace.isEmpty {
            _ = namespaces.count(values.namespace, hash: hash.of(values.namespace))
        }
        if !values.userName.isEmpty {
            _ = users.count(values.userName, hash: hash.of(values.userName))
        } else if !values.userID.isEmpty {
            countJoined("uid ".utf8, values.userID) { $0.users.count($1, hash: $2) }
        }
    }

    private mutating func countImage(_ repository: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer) {
        if tag.isEmpty {
            _ = images.count(repository, hash: hash.of(repository))
        } else {
            countJoined(repository, CollectionOfOne(UInt8(ascii: ":")), tag) { $0.images.count($1, hash: $2) }
        }
    }

    @inline(__always)
    private mutating func countJoined(
        _ first: some Collection<UInt8>, _ second: some Collection<UInt8>,
        _ third: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
        _ count: (inout Self, UnsafeRawBufferPointer, UInt64) -> Int
    ) {
        // Taken out while it is read, so that the tables may change meanwhile; its memory is kept.
        var joined = scratch
        scratch = []
        joined.removeAll(keepingCapacity: true)
        joined.append(contentsOf: first)
        joined.append(contentsOf: second)
        joined.append(contentsOf: third)
        joined.withUnsafeBytes { _ = count(&self, $0, hash.of($0)) }
        // A name of a mebibyte must not stay here for good.
        if joined.capacity <= 4096 { scratch = joined }
    }

    private mutating func countDrops(_ alert: Alert) {
        guard let report = SensorReport(alert), let drops = report.drops else { return }
        switch report.subject {
        case .drops: droppedByAlerts = (droppedByAlerts ?? 0) &+ drops
        default: droppedByMetrics = (droppedByMetrics ?? 0) &+ drops
        }
    }
}
