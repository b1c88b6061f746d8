import Foundation

/// Two ends of a pipe or a pseudo-terminal, closed with their owner. What is written to `input` can be read back.
final class Channel {
    private(set) var input: Int32
    private(set) var output: Int32

    private init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// A pipe; a reader that goes away is an error to the writer, not its death.
    static func pipe() throws -> Channel {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw POSIXError(.EIO) }
        return Channel(input: ends[1], output: ends[0])
    }

    /// A terminal without echo or other changes to what is written.
    static func terminal() throws -> Channel {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (unlocked, number) = (Int32(0), UInt32(0))
        // TIOCSPTLCK and TIOCGPTN, macros that Swift does not import.
        guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0,
            ioctl(master, 0x8004_5430, &number) == 0
        else {
            throw POSIXError(.EIO)
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw POSIXError(.EIO) }
        var settings = termios()
        tcgetattr(slave, &settings)
        cfmakeraw(&settings)
        tcsetattr(slave, TCSANOW, &settings)
        return Channel(input: slave, output: master)
    }

    func closeOutput() {
        close(output)
        output = -1
    }

    func closeInput() {
        close(input)
        input = -1
    }

    deinit {
        if input >= 0 { close(input) }
        if output >= 0 { close(output) }
    }

    /// What can be read now without waiting.
    func readAvailable() -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var request = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        while poll(&request, 1, 0) > 0, request.revents & Int16(POLLIN) != 0 {
            let count = read(output, &buffer, buffer.count)
            if count <= 0 { break }
            all += buffer[..<count]
        }
        return all
    }
}
