/// What the file system says about a file.
package struct FileFacts: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case socket
        case file = "plain file"
        case directory, link
        case other = "special file"
    }

    package var kind: Kind
    /// The permission bits, the sticky and set-id bits among them.
    package var mode: UInt32
    package var user: UInt32
    package var group: UInt32
    /// The device and the number that tell one file from another.
    package var device: UInt64
    package var inode: UInt64

    package init(
        kind: Kind, mode: UInt32, user: UInt32, group: UInt32, device: UInt64 = 0, inode: UInt64 = 0
    ) {
        self.kind = kind
        self.mode = mode
        self.user = user
        self.group = group
        self.device = device
        self.inode = inode
    }

    /// The mode as `chmod` takes it: `0755`.
    package var octal: String { "0" + String(mode, radix: 8) }

    package func isSameFile(as other: FileFacts) -> Bool { device == other.device && inode == other.inode }
}
