package import FalcoAlerts
package import FalcoRPC
internal import Glibc

/// Everything that a run of `relay` needs to know, validated.
package struct RelayPlan: Sendable {
    /// Where the relay listens.
    package enum Place: Sendable, Hashable {
        /// A Unix socket.
        case unix(path: String)
        /// A TCP port, with mutual TLS.
        case tcp(host: String, port: UInt16)
        /// The sockets that systemd passes.
        case systemd
    }

    /// PEM files for TCP.
    package struct Certificates: Sendable, Hashable {
        /// The authority that may have signed clients' certificates.
        package var ca: String
        /// The relay's certificate and chain.
        package var certificate: String
        package var key: String

        package init(ca: String, certificate: String, key: String) {
            self.ca = ca
            self.certificate = certificate
            self.key = key
        }
    }

    package enum SummaryForm: String, Sendable, CaseIterable { case text, json, none }

    /// Where the relay listens unless told otherwise.
    package static let defaultSocket = "/run/falconer/falco.sock"

    package var input: InputPlan
    package var places: [Place] = [.unix(path: defaultSocket)]
    /// Permissions of the Unix sockets.
    package var mode: UInt16 = 0o660
    /// The number of the group that the Unix sockets are given to.
    package var group: UInt32?
    package var certificates: Certificates?
    /// Where `/healthz` and `/metrics` are served over HTTP: a Unix socket, or a TCP port without TLS.
    package var health: Place?
    package var limits = RelayLimits()
    /// Where alerts go besides; `nil` for nowhere.
    package var forward: ForwardPlan?
    /// The version that clients are told, whatever is found out.
    package var version: FalcoVersion?
    /// Whether text that is not UTF-8 goes out repaired.
    package var repairsText = false
    /// Whether the relay goes on serving what it holds when its inputs have ended.
    package var lingers = false
    package var summary: SummaryForm = .text
    /// The quarantine file's path.
    package var quarantine: String?
    /// Whether the run is not to begin when that file cannot be made.
    package var mustQuarantine = false

    package init(input: InputPlan) {
        self.input = input
        self.input.keepsOriginals = true
    }
}

extension RelayPlan {
    /// Whether it would listen on a socket that it takes alerts from: they would go round for ever.
    package var servesItsInput: Bool {
        let sockets = places.compactMap { if case .unix(let path) = $0 { Self.real(path) } else { nil } }
        return input.places.contains {
            switch $0 {
            case .falco(let endpoint), .queue(let endpoint): sockets.contains(Self.real("\(endpoint)"))
            default: false
            }
        }
    }

    /// A place that is named more than once among those where it would listen.
    package var placeNamedTwice: Place? {
        var known: Set<Place> = []
        for place in places + (health.map { [$0] } ?? []) {
            let real: Place
            switch place {
            case .unix(let path): real = .unix(path: Self.real(path))
            // Each gets a free port of its own.
            case .tcp(_, port: 0): continue
            case .tcp, .systemd: real = place
            }
            if !known.insert(real).inserted { return place }
        }
        return nil
    }

    /// The path without symbolic links on the way to its last part.
    private static func real(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return path }
        guard let found = realpath(String(path[...slash]), nil) else { return path }
        defer { free(found) }
        return "\(String(cString: found))/\(path[path.index(after: slash)...])"
    }
}

extension RelayPlan.Place {
    /// As `--listen` takes it.
    package var name: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port): "tcp://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .systemd: "systemd"
        }
    }
}
