internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// What takes more than one field to say. `nil` where the alert does not say it.
final class DerivedWords {
    let process: String?
    let container: String?
    let image: String?
    let user: String?
    /// The number by which the user goes when there is no name.
    let userNumber: String?
    let place: Prose?
    let host: String?
    let file: String?
    let peer: Peer?
    /// Whether it comes from a plugin's audit log, not from a machine.
    let isAudit: Bool
    /// Whether the event is about a network connection, as far as the alert tells.
    let isConnection: Bool

    init(_ facts: AlertFields) {
        process =
            facts.value(of: .processName) ?? facts.value(of: .processExecutable).map(DerivedWords.lastPart)
        let audit = AuditOrigin(facts)
        isAudit = audit != nil
        host = facts.hostname.isEmpty ? facts.value(of: .eventHost) : facts.hostname
        let id = facts.value(of: .containerID)
        let isHost = id == "host"
        container = isHost ? nil : facts.value(of: .containerName) ?? id
        image = isHost ? nil : DerivedWords.image(facts)
        let name = facts.value(of: .userName)
        userNumber = name == nil ? facts.value(of: .userID) : nil
        user = name ?? userNumber.map { "uid \($0)" } ?? audit?.user
        peer = audit.map { $0.address.flatMap(Peer.init(address:)) } ?? Peer(facts)
        let type = facts.text(of: .descriptorType)
        isConnection = type == "ipv4" || type == "ipv6" || peer != nil && !isAudit
        file = DerivedWords.file(facts, type: type, isConnection: isConnection)
        place =
            audit?.place
            ?? DerivedWords.place(facts, container: container, image: image, host: host, isHost: isHost)
    }

    private static func lastPart(_ path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    private static func image(_ facts: AlertFields) -> String? {
        guard let repository = facts.value(of: .imageRepository) else {
            return facts.value(of: .containerImage)
        }
        return facts.value(of: .imageTag).map { "\(repository):\($0)" } ?? repository
    }

    /// The arguments of calls that name a file, the likeliest object first.
    private static let paths: [KnownField] = [
        .argumentPath, .argumentName, .argumentFilename, .argumentPathname, .argumentNewPath,
        .argumentLinkPath,
        .argumentTarget, .argumentOldPath,
    ]

    private static func file(_ facts: AlertFields, type: String?, isConnection: Bool) -> String? {
        let named = isConnection ? nil : facts.value(of: .descriptorName)
        if let named, type == nil || type == "file" { return named }
        // Calls such as unlinkat hold a directory and a name within it.
        for field in paths { if let path = facts.value(of: field) { return path } }
        return type == "directory" ? named : nil
    }

    /// `container web (docker.io/library/nginx:1.27.3), pod web-1 in namespace shop`, or `host vm`.
    private static func place(
        _ facts: AlertFields, container: String?, image: String?, host: String?, isHost: Bool
    ) -> Prose? {
        guard !isHost, let container else {
            if let pod = pod(facts) { return pod }
            return host.map { "host \(value: Excerpt.of($0))" }
        }
        var place: Prose = "container \(value: Excerpt.of(container))"
        if let image { place.append(" (\(value: Excerpt.of(image)))" as Prose) }
        if let pod = pod(facts) {
            place.append(", ")
            place.append(pod)
        }
        return place
    }

    private static func pod(_ facts: AlertFields) -> Prose? {
        guard let pod = facts.value(of: .podName) else { return nil }
        guard let namespace = facts.value(of: .podNamespace) else { return "pod \(value: Excerpt.of(pod))" }
        return "pod \(value: Excerpt.of(pod)) in namespace \(value: Excerpt.of(namespace))"
    }
}
