import Foundation

/// A terminal that a child process runs on.
public struct Terminal: Sendable {
    /// Its width in characters.
    public var columns: UInt16
    /// Its height in lines.
    public var rows: UInt16
    /// Standard error goes to a pipe, so that the terminal shows standard output alone.
    public var errorsApart: Bool

    /// A terminal of that size.
    public init(columns: UInt16 = 100, rows: UInt16 = 40, errorsApart: Bool = false) {
        self.columns = columns
        self.rows = rows
        self.errorsApart = errorsApart
    }

    /// Opens a terminal of that size: our side, and the path of the other.
    func open() throws(LaunchError) -> (ours: Int32, path: String) {
        let ours = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (unlocked, number) = (Int32(0), UInt32(0))
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard ours >= 0, ioctl(ours, setLock, &unlocked) == 0, ioctl(ours, getNumber, &number) == 0,
            ioctl(ours, UInt(TIOCSWINSZ), &size) == 0
        else { throw LaunchError(description: "no terminal: \(String(cString: strerror(errno)))") }
        return (ours, "/dev/pts/\(number)")
    }

    // TIOCSPTLCK and TIOCGPTN, which are macros that Swift does not import.
    private var setLock: UInt { 0x4004_5431 }
    private var getNumber: UInt { 0x8004_5430 }
}
