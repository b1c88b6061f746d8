internal import Glibc

/// Making connections. These calls wait, so they belong on a thread of their own.
package enum Dial {
    /// Connects to a Unix socket. Does not wait.
    package static func unix(_ address: UnixAddress) throws(HTTP2Error) -> Transport {
        let number = socket(AF_UNIX, socketKind, 0)
        guard number >= 0 else { throw .system("cannot make a socket", errno) }
        let descriptor = Descriptor(owning: number)
        let outcome = address.withAddress { connect(number, $0, $1) }
        guard outcome == 0 else { throw address.explain(errno) }
        return Transport(descriptor)
    }

    /// Connects to a TCP port and begins TLS.
    ///
    /// - Parameters:
    ///   - wakeUp: looked at while waiting; what it means is asked of `isCancelled`.
    ///   - deadline: when to give up.
    package static func tcp(
        host: String, port: UInt16, tls: TLSContext, deadline: ContinuousClock.Instant, wakeUp: WakeUp,
        isCancelled: () -> Bool
    ) throws(HTTP2Error) -> Transport {
        let place = "\(host) port \(port)"
        var last = HTTP2Error(.missing, "\(host) has no address")
        for address in try TCPAddress.all(host: host, port: port, passive: false) {
            let number = socket(address.family, socketKind, 0)
            guard number >= 0 else {
                last = .system("cannot make a socket", errno)
                continue
            }
            let descriptor = Descriptor(owning: number)
            tune(number)
            var failure = address.withAddress { connect(number, $0, $1) } == 0 ? 0 : errno
            if failure == EINPROGRESS {
                failure = try finish(number, place, deadline, wakeUp, isCancelled)
            }
            switch failure {
            case 0: return Transport(descriptor, tls: try TLSSession(tls, host: host))
            case ECONNREFUSED:
                last = HTTP2Error(.refused, "nobody listens on \(place)", errorNumber: failure)
            default: last = .system("cannot connect to \(place)", failure)
            }
        }
        throw last
    }

    /// Waits for a TCP connection and returns the error number it ended with.
    private static func finish(
        _ number: Int32, _ place: String, _ deadline: ContinuousClock.Instant, _ wakeUp: WakeUp,
        _ isCancelled: () -> Bool
    ) throws(HTTP2Error) -> Int32 {
        while true {
            var poll = Poll()
            let connected = poll.add(number, read: false, write: true)
            let woken = poll.add(wakeUp.number, read: true)
            poll.wait(until: deadline)
            if poll.readable(woken) {
                wakeUp.clear()
                if isCancelled() { throw HTTP2Error(.cancelled, "the attempt to connect was cancelled") }
            }
            if poll.writable(connected) || poll.readable(connected) {
                var failure: Int32 = 0
                var size = socklen_t(4)
                getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &size)
                return failure
            }
            if ContinuousClock.now >= deadline {
                throw HTTP2Error(.timedOut, "\(place) does not answer", errorNumber: ETIMEDOUT)
            }
        }
    }

    /// Small messages go out at once, and a peer that vanished without a word is noticed within half a minute.
    static func tune(_ number: Int32) {
        set(number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(number, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, 20_000)
        set(number, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(number, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 15)
        set(number, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        set(number, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    static func set(_ number: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(number, level, option, &value, 4)
    }

    /// A stream socket that never blocks and that no child process inherits.
    static var socketKind: Int32 {
        Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    }
}
