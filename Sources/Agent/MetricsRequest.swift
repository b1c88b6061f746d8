internal import Doctor
internal import Glibc
internal import HTTP2

/// One GET of Falco's metrics, on a thread of its own.
struct MetricsRequest: Sendable {
    /// The longest answer that is read.
    static let longest = 8 << 20

    let endpoint: MetricsEndpoint
    var timeout: Duration = .seconds(5)

    /// What Falco's counters say now.
    func metrics() async -> Result<FalcoMetrics, Obstacle> {
        await withCheckedContinuation { continuation in
            do throws(HTTP2Error) {
                try Thread.start("metrics") { continuation.resume(returning: fetch()) }
            } catch {
                continuation.resume(returning: .failure(Obstacle(.other, error.message)))
            }
        }
    }

    private func fetch() -> Result<FalcoMetrics, Obstacle> {
        do throws(Obstacle) {
            let bytes = try exchange()
            let response: HTTPResponse
            do throws(HTTPResponse.Malformed) {
                response = try HTTPResponse(parsing: bytes)
            } catch {
                throw Obstacle(.other, error.message)
            }
            guard response.status == 200 else {
                throw Obstacle(.other, "the server answers with status \(response.status)")
            }
            guard let metrics = FalcoMetrics(parsing: response.body) else {
                throw Obstacle(.notFalco, "the page holds none of Falco's counters")
            }
            return .success(metrics)
        } catch {
            return .failure(error)
        }
    }

    private func exchange() throws(Obstacle) -> [UInt8] {
        let deadline = ContinuousClock.now + timeout
        let connection = try connected(deadline)
        let request = """
            GET \(endpoint.path) HTTP/1.1\r
            Host: \(endpoint.authority)\r
            User-Agent: falconer\r
            Accept: text/plain\r
            Connection: close\r
            \r

            """
        // A few hundred bytes always fit a fresh connection's buffer.
        let sent = Array(request.utf8).withUnsafeBytes {
            send(connection.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.utf8.count else { throw Self.system("the request cannot be sent") }
        return try received(connection.number, deadline)
    }

    private func received(_ number: Int32, _ deadline: ContinuousClock.Instant) throws(Obstacle) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(number, &buffer, buffer.count, 0)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += buffer[..<count]
                guard bytes.count <= Self.longest else {
                    throw Obstacle(.other, "the answer is longer than \(Self.longest >> 20) MiB")
                }
            } else if errno == EAGAIN {
                var poll = Poll()
                poll.add(number, read: true)
                poll.wait(until: deadline)
            } else if errno != EINTR {
                throw Self.system("the connection broke")
            }
            // A server that sends a byte now and then does not hold us up.
            if ContinuousClock.now >= deadline {
                throw Obstacle(.timedOut, "no whole answer within \(timeout)")
            }
        }
    }

    /// A connection to the first of the host's addresses that takes one.
    private func connected(_ deadline: ContinuousClock.Instant) throws(Obstacle) -> Descriptor {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(endpoint.host, String(endpoint.port), &hints, &found) == 0 else {
            throw Obstacle(.missing, "the host \(endpoint.host) is not known")
        }
        defer { freeaddrinfo(found) }
        var last = Obstacle(.missing, "the host \(endpoint.host) has no address")
        var next = found
        while let entry = next?.pointee {
            next = entry.ai_next
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let number = socket(entry.ai_family, kind, 0)
            guard number >= 0 else {
                last = Self.system("there is no socket")
                continue
            }
            let descriptor = Descriptor(owning: number)
            switch Self.connect(number, entry, deadline) {
            case 0: return descriptor
            case ETIMEDOUT: last = Obstacle(.timedOut, "\(endpoint.authority) does not answer")
            case ECONNREFUSED: last = Obstacle(.refused, "nobody listens on \(endpoint.authority)")
            case let failure:
                last = Obstacle(.other, "\(endpoint.authority): \(SystemError.words(failure))")
            }
        }
        throw last
    }

    /// The error number that connecting ended with.
    private static func connect(
        _ number: Int32, _ address: addrinfo, _ deadline: ContinuousClock.Instant
    ) -> Int32 {
        if Glibc.connect(number, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
        guard errno == EINPROGRESS else { return errno }
        while ContinuousClock.now < deadline {
            var poll = Poll()
            let place = poll.add(number, read: false, write: true)
            poll.wait(until: deadline)
            guard poll.writable(place) || poll.readable(place) else { continue }
            var failure: Int32 = 0
            var size = socklen_t(4)
            getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &size)
            return failure
        }
        return ETIMEDOUT
    }

    private static func system(_ what: String) -> Obstacle {
        Obstacle(.other, "\(what): \(SystemError.words(errno))")
    }
}
