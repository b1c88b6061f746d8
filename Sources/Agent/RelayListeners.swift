internal import Glibc
internal import HTTP2

/// The sockets that a relay listens on.
struct RelayListeners {
    private let plan: RelayPlan

    init(_ plan: RelayPlan) {
        self.plan = plan
    }

    /// Opens them all, in order, with the names that messages give them.
    /// - Throws: `HTTP2Error` when one of them cannot be had; none is left then.
    func open() throws(HTTP2Error) -> [(name: String, listener: Listener)] {
        var opened: [(name: String, listener: Listener)] = []
        do throws(HTTP2Error) {
            let tls = try plan.certificates.map { files throws(HTTP2Error) in
                try TLSContext.server(ca: files.ca, certificate: files.certificate, key: files.key)
            }
            for place in plan.places { opened += try open(place, tls) }
        } catch {
            for (_, listener) in opened { listener.removeFile() }
            throw error
        }
        return opened
    }

    /// The socket for `/healthz` and `/metrics`; `nil` when there is to be none.
    func openHealth() throws(HTTP2Error) -> (name: String, listener: Listener)? {
        switch plan.health {
        case .unix(let path):
            let listener = try Listener(
                unix: UnixAddress(path: path), mode: plan.mode, group: plan.group, makesDirectory: true)
            return ("unix://\(path)", listener)
        case .tcp(let host, let port):
            let listener = try Listener(host: host, port: port, tls: nil)
            let place = RelayPlan.Place.tcp(host: host, port: listener.port)
            return ("http://\(place.name.dropFirst("tcp://".utf8.count))", listener)
        case .systemd, nil: return nil
        }
    }

    private func open(
        _ place: RelayPlan.Place, _ tls: TLSContext?
    ) throws(HTTP2Error) -> [(name: String, listener: Listener)] {
        switch place {
        case .unix(let path):
            let listener = try Listener(
                unix: UnixAddress(path: path), mode: plan.mode, group: plan.group, makesDirectory: true)
            return [(place.name, listener)]
        case .tcp(let host, let port):
            guard let tls else { throw HTTP2Error(.invalid, "\(place.name) needs certificates") }
            let listener = try Listener(host: host, port: port, tls: tls)
            return [(RelayPlan.Place.tcp(host: host, port: listener.port).name, listener)]
        case .systemd:
            var opened: [(name: String, listener: Listener)] = []
            for number in try RelayListeners.passed() {
                opened.append(("systemd's descriptor \(number)", try Listener(adopting: number, tls: tls)))
            }
            return opened
        }
    }

    /// The descriptors that systemd says it passes to this process.
    private static func passed() throws(HTTP2Error) -> Range<Int32> {
        func variable(_ name: String) -> Int32? { getenv(name).flatMap { Int32(String(cString: $0)) } }
        guard variable("LISTEN_PID") == getpid(), let count = variable("LISTEN_FDS"), (1...64).contains(count)
        else {
            throw HTTP2Error(
                .invalid, "systemd passes no socket: start the relay by a unit that a .socket unit belongs to"
            )
        }
        return 3..<3 + count
    }
}
