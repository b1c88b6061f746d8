internal import Glibc

/// Names of users and groups.
package enum Account {
    /// The user's name, or the number when it has none.
    static func userName(_ id: uid_t) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let memory = buffer.baseAddress,
                getpwuid_r(id, &entry, memory, buffer.count, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return String(id) }
            return String(cString: name)
        }
    }

    /// The group's name, or the number when it has none.
    static func groupName(_ id: gid_t) -> String {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let memory = buffer.baseAddress,
                getgrgid_r(id, &entry, memory, buffer.count, &found) == 0, found != nil,
                let name = entry.gr_name
            else { return String(id) }
            return String(cString: name)
        }
    }

    /// The group of that name or number; `nil` when there is none of that name.
    package static func groupNumber(named name: String) -> UInt32? {
        if let number = UInt32(name) { return number }
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { buffer in
            guard let memory = buffer.baseAddress,
                getgrnam_r(name, &entry, memory, buffer.count, &found) == 0, found != nil
            else { return nil }
            return entry.gr_gid
        }
    }
}
