internal import Glibc

/// The file of a Unix socket that this process makes: put in its place, opened to those who may connect, and taken away.
struct SocketFile {
    private let address: UnixAddress
    private let identity: UnixAddress.Identity?
    /// The directory that was made for it.
    private let madeDirectory: String?

    /// Gives `number`, a socket that listens to nobody yet, its file. A socket that nobody listens on any more is replaced;
    /// anything else is not.
    ///
    /// Nobody can connect before the file has its mode and group: the socket listens only after this.
    ///
    /// - Parameters:
    ///   - mode: exactly what the file gets, whatever the process's umask.
    ///   - group: the number of the group that the file is given to.
    ///   - makesDirectory: whether the last directory of the path is made when there is none.
    init(
        _ address: UnixAddress, for number: Int32, mode: UInt16, group: UInt32?, makesDirectory: Bool
    ) throws(HTTP2Error) {
        let hasDirectory = try SocketFile.clear(address)
        let madeDirectory =
            hasDirectory || !makesDirectory ? nil : try SocketFile.makeDirectory(of: address)
        let mode = mode_t(mode) & 0o7777
        // The file is made with the socket's own mode, so that at no time more than `mode` allows is open.
        fchmod(number, mode)
        guard address.withAddress({ bind(number, $0, $1) }) == 0 else {
            let failure = errno
            if let madeDirectory { rmdir(madeDirectory) }
            throw Listener.cannotListen(address.path, failure)
        }
        do throws(HTTP2Error) {
            try SocketFile.open(address, to: group, mode)
        } catch {
            unlink(address.path)
            if let madeDirectory { rmdir(madeDirectory) }
            throw error
        }
        self.address = address
        identity = UnixAddress.Identity(ofFileAt: address.path, followsLinks: false)
        self.madeDirectory = madeDirectory
    }

    /// Removes the file, unless another server has put its own there, and the directory if it was made for it.
    func remove() {
        guard let identity,
            let now = UnixAddress.Identity(ofFileAt: address.path, followsLinks: false),
            now.isSameFile(as: identity)
        else { return }
        unlink(address.path)
        if let madeDirectory { rmdir(madeDirectory) }
    }

    /// Removes a socket that nobody listens on any more. Whether there is a directory for the file.
    private static func clear(_ address: UnixAddress) throws(HTTP2Error) -> Bool {
        var facts = stat()
        guard lstat(address.path, &facts) == 0 else {
            // Whatever else is wrong with the path shows when the file is made.
            return errno != ENOENT || directoryExists(of: address)
        }
        if facts.st_mode & S_IFMT == S_IFLNK {
            throw HTTP2Error(
                .notASocket,
                "\(address.path) is a symbolic link, and a socket is not put where a link leads. Name the place itself, or remove the link"
            )
        }
        do throws(HTTP2Error) {
            _ = try Dial.unix(address)
        } catch {
            switch error.code {
            case .missing: return true
            case .refused where error.errorNumber == ECONNREFUSED:
                unlink(address.path)
                return true
            default: throw error
            }
        }
        throw HTTP2Error(.inUse, "another server listens on \(address.path)", errorNumber: EADDRINUSE)
    }

    private static func directory(of address: UnixAddress) -> String? {
        guard let slash = address.path.lastIndex(of: "/"), slash != address.path.startIndex else {
            return nil
        }
        return String(address.path[..<slash])
    }

    private static func directoryExists(of address: UnixAddress) -> Bool {
        guard let directory = directory(of: address) else { return true }
        return access(directory, F_OK) == 0
    }

    /// Gives the file its group and mode. The file is held on to meanwhile, so that nothing else can take its place.
    private static func open(
        _ address: UnixAddress, to group: UInt32?, _ mode: mode_t
    ) throws(HTTP2Error) {
        // O_PATH, which Swift does not import.
        let number = Glibc.open(address.path, 0o10_000_000 | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw Listener.cannotListen(address.path, errno) }
        let file = Descriptor(owning: number)
        var facts = stat()
        guard fstat(file.number, &facts) == 0, facts.st_mode & S_IFMT == S_IFSOCK,
            facts.st_uid == geteuid()
        else { throw HTTP2Error(.inUse, "something else has taken the place of \(address.path)") }
        if let group, facts.st_gid != group {
            // AT_EMPTY_PATH, which Swift does not import: the open file itself.
            guard fchownat(file.number, "", uid_t.max, group, 0x1000) == 0 else {
                throw HTTP2Error(
                    .permissionDenied,
                    "cannot give \(address.path) to the group \(Account.groupName(group)): \(SystemError.words(errno)). "
                        + "Only root and the group's own members may", errorNumber: errno)
            }
        }
        guard facts.st_mode & 0o7777 != mode else { return }
        guard chmod("/proc/self/fd/\(file.number)", mode) == 0 else {
            throw HTTP2Error.system("cannot set the mode of \(address.path)", errno)
        }
    }

    /// Makes the directory that a socket's file is to lie in; only its last part.
    private static func makeDirectory(of address: UnixAddress) throws(HTTP2Error) -> String? {
        guard let directory = directory(of: address) else { return nil }
        guard mkdir(directory, 0o755) == 0 else {
            switch errno {
            case EEXIST: return nil
            case EACCES, EPERM:
                throw HTTP2Error(
                    .permissionDenied,
                    "this user may not make the directory \(directory). Make it beforehand (with systemd: `RuntimeDirectory=`), or name another path",
                    errorNumber: errno)
            default: throw .system("cannot make the directory \(directory)", errno)
            }
        }
        return directory
    }
}
