internal import Glibc

/// Standard input, output and error.
package enum StandardStreams {
    /// Opens `/dev/null` in place of those that are closed. Otherwise the next file or socket would take the number, and
    /// what is meant for standard output would go into it.
    package static func fill() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // The lowest free number is taken, which is this one: those below it are open by now.
            _ = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
        }
    }
}
