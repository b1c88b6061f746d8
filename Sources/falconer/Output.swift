internal import Agent
internal import ArgumentParser
internal import Glibc

/// Standard output for commands that print once and end.
enum Output {
    /// Writes all of `bytes`. A reader that has gone ends the program quietly.
    static func write(_ bytes: [UInt8]) throws {
        signal(SIGPIPE, SIG_IGN)
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EPIPE {
                return
            } else if errno != EINTR && errno != EAGAIN {
                Console().say("cannot write to standard output: \(String(cString: strerror(errno)))")
                throw ExitStatus.cannotWrite.code
            }
        }
    }
}
