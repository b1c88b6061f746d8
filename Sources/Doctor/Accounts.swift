internal import Glibc

/// Names of users and groups, from `/etc/passwd` and `/etc/group`.
package struct Accounts: Sendable {
    private static let longestFile = 4 << 20

    private var users: [UInt32: String] = [:]
    private var groups: [UInt32: String] = [:]

    package init(on host: HostFiles) {
        users = Self.names(host, "/etc/passwd")
        groups = Self.names(host, "/etc/group")
    }

    /// The user's name, or the number when it has none.
    package func user(_ id: UInt32) -> String { users[id] ?? String(id) }

    /// The group's name, or the number when it has none.
    package func group(_ id: UInt32) -> String { groups[id] ?? String(id) }

    /// Both files have the name first and the number third.
    private static func names(_ host: HostFiles, _ path: String) -> [UInt32: String] {
        guard let bytes = try? host.read(path, limit: longestFile) else { return [:] }
        var names: [UInt32: String] = [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(
                separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count >= 3, let id = UInt32(String(decoding: parts[2], as: UTF8.self)),
                names[id] == nil
            else { continue }
            names[id] = String(decoding: parts[0], as: UTF8.self)
        }
        return names
    }
}

/// Who is asking.
package struct Person: Sendable, Hashable {
    package var user: UInt32
    /// The effective group first.
    package var groups: [UInt32]

    package init(user: UInt32, groups: [UInt32]) {
        self.user = user
        self.groups = groups
    }

    /// This process's effective user and its groups.
    package static var current: Person {
        var groups = [gid_t](repeating: 0, count: 65_536)
        let count = max(0, Int(getgroups(Int32(groups.count), &groups)))
        let own = getegid()
        return Person(user: geteuid(), groups: [own] + groups[..<count].filter { $0 != own })
    }
}
