internal import Escaping

/// Names and answers of Kubernetes.
enum ClusterWords {
    static func namespace(_ value: String) -> String {
        switch value {
        case "kube-system": "Where the cluster's own components run."
        case "kube-public": "Readable by everybody who reaches the API server."
        case "kube-node-lease": "The nodes' signs of life."
        case "default": "Where things land when nobody names a namespace."
        default: ""
        }
    }

    /// What a pod's name tells about what made it.
    static func pod(_ value: String) -> Prose {
        let parts = value.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let last = parts.last, parts.count >= 2 else {
            return Prose("By its name made by hand: nothing replaces it.")
        }
        if last.count <= 3, last.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            return Prose(
                "By its name a pod of the stateful set \(value: join(parts.dropLast())): deleted, it comes back under the same name."
            )
        }
        guard last.count == 5, last.allSatisfy(isHashByte) else { return Prose() }
        let hash = parts[parts.count - 2]
        if parts.count >= 3, (8...10).contains(hash.count), hash.allSatisfy(isHashByte) {
            return Prose(
                "By its name a pod of the deployment \(value: join(parts.dropLast(2))): deleted, it is replaced at once."
            )
        }
        return Prose(
            "By its name a pod of the daemon set or job \(value: join(parts.dropLast())): deleted, it may be replaced."
        )
    }

    /// Kubernetes' random names use letters and digits without vowels, 0, 1 and 3.
    private static func isHashByte(_ byte: UInt8) -> Bool {
        "bcdfghjklmnpqrstvwxz2456789".utf8.contains(byte)
    }

    private static func join(_ parts: some Collection<Substring.UTF8View>) -> String {
        parts.map { String(Substring($0)) }.joined(separator: "-")
    }

    static func user(_ value: String) -> Prose {
        switch value {
        case "system:anonymous": return Prose("Nobody: the request came without credentials.")
        case "system:admin", "kubernetes-admin": return Prose("The cluster's own administrator account.")
        default: break
        }
        if value.hasPrefix("system:serviceaccount:") {
            let parts = value.split(separator: ":", maxSplits: 3)
            guard parts.count == 4 else { return Prose("A service account.") }
            return Prose(
                "The service account \(value: String(parts[3])) of namespace \(value: String(parts[2])): pods act under it."
            )
        }
        if value.hasPrefix("system:node:") { return Prose("The kubelet of a node.") }
        if value.hasPrefix("system:") { return Prose("A component of Kubernetes itself.") }
        return Prose("A person or an outside program.")
    }

    static func decision(_ value: String) -> String {
        switch value {
        case "allow": "The API server let it through."
        case "forbid": "The API server refused it: the attempt counts, but it had no effect."
        default: ""
        }
    }

    static func status(_ value: String) -> String {
        guard let code = Int(value) else { return "" }
        switch code {
        case 101: return "The connection was switched over, as for `exec` and port forwarding: it worked."
        case 200..<300: return "It worked."
        case 401: return "Refused: the credentials were not accepted."
        case 403: return "Refused: the user may not do this."
        case 404: return "There is no such object."
        case 409: return "It clashed with the object as it was."
        case 400..<500: return "It was refused as wrong."
        case 500...: return "The server failed."
        default: return ""
        }
    }
}
