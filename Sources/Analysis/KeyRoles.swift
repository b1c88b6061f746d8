internal import FalcoAlerts

/// What the summary needs to know about a field by its key. Keys come in their thousands a second but are few, so the
/// answers are kept in a small table where a new key takes the place of another.
struct KeyRoles: Sendable {
    enum Role: UInt8, Sendable {
        case plain
        /// Not part of what makes an alert distinct.
        case momentary
        case containerID, containerName, imageRepository, imageTag, namespace, userName, userID
        case descriptorType, descriptorName
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
        ("ka.user.name", .userName), ("user.uid", .userID), ("fd.type", .descriptorType),
        ("fd.name", .descriptorName),
    ]

    private var lines = [Line](repeating: Line(), count: 1024)

    /// The key's role, and a hash of the key.
    @inline(__always)
    mutating func role(of key: UnsafeRawBufferPointer, hash: ByteHash) -> (role: Role, hash: UInt64) {
        var (head, tail) = ByteHash.ends(key)
        if key.count > 16 { head = hash.of(key) }
        let keyHash = hash.combine(head, tail ^ UInt64(key.count))
        let place = Int(truncatingIfNeeded: keyHash & 0x3FF)
        let line = lines[place]
        if line.head == head, line.tail == tail, line.length == key.count { return (line.role, keyHash) }
        let role = KeyRoles.lookUp(key)
        lines[place] = Line(head: head, tail: tail, length: key.count, role: role)
        return (role, keyHash)
    }

    private static func lookUp(_ key: UnsafeRawBufferPointer) -> Role {
        for (name, role) in names where key.equals(name) { return role }
        return Alert.isMomentary(key) ? .momentary : .plain
    }
}
