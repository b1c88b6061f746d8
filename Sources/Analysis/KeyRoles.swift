internal import FalcoAlerts

/// What the summary needs to know about a field by its key. Keys come in their thousands a second but are few, so the
/// answers are kept in a small table where a new key takes the place of an old one.
struct KeyRoles: Sendable {
    enum Role: UInt8, Sendable, CaseIterable {
        case plain
        /// Not part of what makes an alert distinct.
        case momentary
        /// A part of the value may be.
        case varying
        // What tables count.
        case containerID, containerName, imageRepository, imageTag, namespace, userName, userID
    }

    private struct Line: Sendable {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        var length: Int = -1
        var role = Role.plain
    }

    private static let names: [(StaticString, Role)] = [
        ("container.id", .containerID), ("container.name", .containerName),
        ("container.image.repository", .imageRepository), ("container.image.tag", .imageTag),
        ("k8s.ns.name", .namespace), ("ka.target.namespace", .namespace), ("user.name", .userName),
        ("ka.user.name", .userName), ("user.uid", .userID),
        ("ct.user", .userName), ("okta.actor.name", .userName), ("gcp.user", .userName),
        ("github.user", .userName),
    ]

    private var lines = [Line](repeating: Line(), count: 1024)

    /// The key's role, and a hash of the key.
    @inline(__always)
    mutating func role(of key: Stretch, hash: ByteHash) -> (role: Role, hash: UInt64) {
        var (head, tail) = ByteHash.ends(key)
        if key.count > 16 { head = hash.of(key) }
        let keyHash = hash.combine(head, tail ^ UInt64(key.count))
        let place = Int(truncatingIfNeeded: keyHash & 0x1FF) << 1
        if lines[place].head == head, lines[place].tail == tail, lines[place].length == key.count {
            return (lines[place].role, keyHash)
        }
        return (secondRole(of: key, head: head, tail: tail, at: place), keyHash)
    }

    /// Looks in the second of the two lines that each place has, so that keys of one alert do not push each other out;
    /// failing that, among the names.
    @inline(never)
    private mutating func secondRole(of key: Stretch, head: UInt64, tail: UInt64, at place: Int) -> Role {
        let second = lines[place + 1]
        if second.head == head, second.tail == tail, second.length == key.count { return second.role }
        let role = KeyRoles.lookUp(key)
        lines[place + 1] = lines[place]
        lines[place] = Line(head: head, tail: tail, length: key.count, role: role)
        return role
    }

    private static func lookUp(_ key: Stretch) -> Role {
        for (name, role) in names where key.equals(name) { return role }
        return switch Alert.constancy(of: key.buffer) {
        case .lasting: .plain
        case .momentary: .momentary
        case .varying: .varying
        }
    }
}
