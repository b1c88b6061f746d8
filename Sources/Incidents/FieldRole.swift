internal import Glibc

/// The fields that correlation looks at.
enum FieldRole: UInt8, CaseIterable {
    case containerID, imageRepository, podName
    case name, parentName
    case ancestor2, ancestor3, ancestor4
    case executable, commandLine, parentCommandLine, parentExecutable
    case terminal, loginID, userID, userName
    case processID, parentID, sessionID, virtualID
    case descriptorName, remoteAddress, remotePort, serverAddress, serverPort
    case auditUser, auditAddress

    static let keys: [(StaticString, FieldRole)] = [
        ("container.id", .containerID), ("container.image.repository", .imageRepository),
        ("k8s.pod.name", .podName),
        ("proc.name", .name), ("proc.aname[0]", .name), ("proc.pname", .parentName),
        ("proc.aname[1]", .parentName),
        ("proc.aname[2]", .ancestor2), ("proc.aname[3]", .ancestor3), ("proc.aname[4]", .ancestor4),
        ("proc.exepath", .executable), ("proc.cmdline", .commandLine), ("proc.acmdline[0]", .commandLine),
        ("proc.pcmdline", .parentCommandLine), ("proc.acmdline[1]", .parentCommandLine),
        ("proc.pexepath", .parentExecutable), ("proc.aexepath[1]", .parentExecutable),
        ("proc.tty", .terminal), ("user.loginuid", .loginID), ("user.uid", .userID),
        ("user.name", .userName),
        ("proc.pid", .processID), ("proc.apid[0]", .processID), ("proc.ppid", .parentID),
        ("proc.apid[1]", .parentID), ("proc.sid", .sessionID), ("proc.vpid", .virtualID),
        ("fd.name", .descriptorName), ("fd.rip", .remoteAddress), ("fd.rport", .remotePort),
        ("fd.sip", .serverAddress), ("fd.sport", .serverPort),
        ("ka.user.name", .auditUser), ("ct.user.arn", .auditUser), ("ct.user", .auditUser),
        ("okta.actor.alternateID", .auditUser), ("okta.actor.name", .auditUser), ("gcp.user", .auditUser),
        ("github.user", .auditUser),
        ("ct.srcip", .auditAddress), ("okta.client.ip", .auditAddress), ("gcp.callerIP", .auditAddress),
        ("ka.sourceips", .auditAddress),
    ]
}

/// Finds the role of a field by its key. Keys come in their millions and are few, and most have none.
struct FieldRoles {
    private static let mask = 255
    private var places = [UInt8](repeating: 0, count: FieldRoles.mask + 1)

    init() {
        for (index, (key, _)) in FieldRole.keys.enumerated() {
            let bytes = UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
            var place = Self.place(of: bytes)
            while places[place] != 0 { place = (place + 1) & Self.mask }
            places[place] = UInt8(index + 1)
        }
    }

    /// From the length and four bytes: which rules' keys share a place costs a comparison, no more.
    @inline(__always)
    private static func place(of key: UnsafeRawBufferPointer) -> Int {
        let count = key.count
        guard count > 3 else { return 0 }
        var mixed = UInt32(key[count - 1]) | UInt32(key[count >> 1]) << 8 | UInt32(key[count - 3]) << 16
        mixed = (mixed ^ UInt32(key[0]) << 24 ^ UInt32(truncatingIfNeeded: count)) &* 0x9E37_79B1
        return Int(mixed >> 24)
    }

    @inline(__always)
    func role(of key: UnsafeRawBufferPointer) -> FieldRole? {
        var place = Self.place(of: key)
        while true {
            let index = Int(places[place])
            if index == 0 { return nil }
            let (known, role) = FieldRole.keys[index - 1]
            if known.utf8CodeUnitCount == key.count, let start = key.baseAddress,
                memcmp(known.utf8Start, start, key.count) == 0
            {
                return role
            }
            place = (place + 1) & Self.mask
        }
    }
}
