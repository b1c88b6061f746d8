internal import Escaping

/// Users, logins and groups.
enum UserWords {
    static let unknown: Set<String> = ["-1", "4294967295"]

    static func uid(_ value: String, inContainer: Bool) -> Prose {
        if unknown.contains(value) { return "Not known to Falco." }
        guard let uid = UInt32(value) else { return "" }
        switch uid {
        case 0:
            return inContainer
                ? "Root in the container, and the host's root as well unless user namespaces are in use."
                : "Root: no file permission stops it."
        case 65534: return "The account of nobody, for programs that should own nothing."
        case 1..<1000:
            return inContainer
                ? "By custom a service's account; its name is known inside the container alone."
                : "By custom a service's account, not a person's."
        default:
            return inContainer
                ? "An account without privileges of its own; its name is known inside the container alone."
                : "By custom a person's account."
        }
    }

    static func loginUID(_ value: String, uid: String?) -> Prose {
        if unknown.contains(value) {
            return
                "No login behind it: it descends from a service, a job or a container runtime, not from a login session."
        }
        if value == "0", let uid, uid != "0", !unknown.contains(uid) {
            return "The login was root's. It acts as another user now."
        }
        if uid == "0", value != "0" {
            return
                "Somebody who logged in with this user id and has turned into root since (`sudo`, `su` or setuid)."
        }
        if let uid, uid != value { return "Logged in under another user id than it acts as now." }
        return value == "0" ? "Logged in as root directly." : "Logged in under this user id."
    }

    static func name(_ value: String, inContainer: Bool) -> Prose {
        switch value {
        case "nobody": "The account for programs that should own nothing."
        case "www-data", "apache", "nginx", "http": "The account of web servers."
        case "postgres", "mysql", "mongodb", "redis": "The account of a database."
        default: ""
        }
    }

    static func gid(_ value: String) -> Prose { value == "0" ? "Root's group." : "" }

    /// What a change of user id means.
    static func change(to value: String, from uid: String?) -> Prose {
        if unknown.contains(value) { return "No user id (-1)." }
        let toRoot = value == "root" || value == "0"
        switch (uid, toRoot) {
        case ("0", true): return "Root stays root."
        case ("0", false): return "Root gives its rights up, as services do after their start."
        case (_, true): return "It asks for root's rights."
        default: return "One ordinary user turns into another, which takes CAP_SETUID or a saved user id."
        }
    }
}
