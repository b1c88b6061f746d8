import FalcoAlerts
import Foundation
import TestSupport
import Testing

@testable import Inputs

/// Where it listens, and TLS.
@Suite struct HTTPTransportTests {
    @Test func addressesAreRead() {
        #expect(ListenAddress("127.0.0.1:2801") == ListenAddress(host: "127.0.0.1", port: 2801))
        #expect(ListenAddress(":2801") == ListenAddress(host: "127.0.0.1", port: 2801))
        #expect(ListenAddress("[::1]:0") == ListenAddress(host: "::1", port: 0))
        #expect(ListenAddress("falco.example:80")?.host == "falco.example")
        #expect(ListenAddress("[::1]:0")?.description == "[::1]:0")
        for text in [
            "", ":", "2801", "host", "host:", "host:x", "host:65536", "host:-1", "host:+1", "::1:80", "[::1]",
            "[]:80",
            "[::1:80", "a b:80", "http://h:80", "h\n:80", "h:80/",
        ] {
            #expect(ListenAddress(text) == nil, "\(text)")
        }
        for (host, isLoopback) in [
            ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true),
            ("0.0.0.0", false),
            ("::", false), ("10.0.0.1", false), ("::2", false), ("localhost", nil),
            ("127.0.0.1.example", nil),
        ] {
            #expect(ListenAddress(host: host, port: 1).isLoopback == isLoopback, "\(host)")
        }
    }

    private func code(_ host: String, _ port: UInt16, objection: String? = nil) -> InputError.Code? {
        do throws(InputError) {
            _ = try HTTPListener(ListenAddress(host: host, port: port), objection: objection)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func whereItCannotListenIsSaid() throws {
        let first = try HTTPListener(ListenAddress(host: "127.0.0.1", port: 0))
        #expect(first.isLoopback && first.address.port > 0)
        #expect(code("127.0.0.1", first.address.port) == .unavailable)
        #expect(code("192.0.2.1", 0) == .unavailable)
        #expect(code("no.such.host.invalid", 0) == .unavailable)
        #expect(code("0.0.0.0", 0, objection: "no") == .badConfiguration)
        #expect(code("0.0.0.0", 0) == nil)
        #expect(code("localhost", 0, objection: "no") == nil)
    }

    @Test func addressesOfTheNextVersionAreServed() async throws {
        let server = try HTTPServer(host: "::1")
        let client = try await HTTPClient()
        try await client.open("a", server.port, host: "::1")
        #expect(try await client.post("a", HTTPServer.alert("six")).status == 200)
        #expect(try await client.post("a", "x").status == 400)
        try await server.stop()
        #expect(server.rules == ["six"])
        #expect(server.seen.state.odd.first?.input.contains("from [::1]:") == true)
    }

    private func options(_ certificates: Certificates, client: String? = nil) throws -> HTTPOptions {
        var options = HTTPOptions()
        options.tls = HTTPOptions.TLS(
            certificate: try String(contentsOfFile: certificates.serverCertificate, encoding: .utf8),
            key: try String(contentsOfFile: certificates.serverKey, encoding: .utf8),
            clientAuthority: try client.map { try String(contentsOfFile: $0, encoding: .utf8) })
        return options
    }

    private func curl(_ server: HTTPServer, _ arguments: String...) async throws -> ChildProcess.Output {
        try await Tool.run(
            "curl",
            ["-sS", "-f", "-d", HTTPServer.alert("secret"), "https://localhost:\(server.port)/"] + arguments)
    }

    @Test func itSpeaksTLS() async throws {
        let certificates = try await Certificates()
        let server = try HTTPServer(try options(certificates))
        let good = try await curl(server, "--cacert", certificates.authority)
        #expect(good.exit?.succeeded == true, "\(good.errorText)")
        let old = try await curl(server, "--cacert", certificates.authority, "--tls-max", "1.1")
        #expect(old.exit?.succeeded == false)
        let plain = try await Tool.run(
            "curl",
            ["-sS", "-f", "-m", "20", "-d", HTTPServer.alert("plain"), "http://127.0.0.1:\(server.port)/"])
        #expect(plain.exit?.succeeded == false)
        let client = try await HTTPClient()
        try await client.peer.command("secure a \(server.port) \(certificates.authority)")
        for index in 0..<3 {
            let answer = try await client.post("a", HTTPServer.alert("r\(index)", padding: 100_000 * index))
            #expect(answer.status == 200)
        }
        try await server.stop()
        #expect(server.rules == ["secret", "r0", "r1", "r2"])
        #expect(server.source.url.hasPrefix("https://"))
    }

    @Test func strangersAreLeftOutside() async throws {
        let certificates = try await Certificates()
        let server = try HTTPServer(try options(certificates, client: certificates.authority))
        let ca = ["--cacert", certificates.authority]
        let good = try await curl(
            server, ca[0], ca[1], "--cert", certificates.clientCertificate, "--key", certificates.clientKey)
        #expect(good.exit?.succeeded == true, "\(good.errorText)")
        let none = try await curl(server, ca[0], ca[1])
        #expect(none.exit?.succeeded == false)
        let stranger = try await curl(
            server, ca[0], ca[1], "--cert", certificates.strangeCertificate, "--key", certificates.strangeKey)
        #expect(stranger.exit?.succeeded == false)
        try await server.stop()
        #expect(server.rules == ["secret"])
    }

    @Test func certificatesThatAreNoneAreSaid() async throws {
        let certificates = try await Certificates()
        let right = try options(certificates)
        let strangeKey = try String(contentsOfFile: certificates.strangeKey, encoding: .utf8)
        let tls = try #require(right.tls)
        for (certificate, key, authority) in [
            ("", tls.key, nil), (tls.certificate, "", nil), ("nonsense", "nonsense", nil),
            (tls.certificate, strangeKey, nil), (tls.certificate, tls.key, "nonsense"),
        ] {
            var options = HTTPOptions()
            options.tls = HTTPOptions.TLS(certificate: certificate, key: key, clientAuthority: authority)
            #expect(throws: InputError.self, "\(certificate.count) \(key.count) \(authority ?? "none")") {
                try HTTPServer(options)
            }
        }
    }

    /// A server that is never run, or dropped at once, closes its port.
    @Test func aServerThatIsNotRunLetsGo() throws {
        // Not asked by listening there again: a program that another test is just starting holds what this one held.
        var name = ""
        do {
            let listener = try HTTPListener(ListenAddress(host: "127.0.0.1", port: 0))
            let same = listener.duplicate()
            name = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(same)")
            close(same)
            #expect(openSockets().contains(name))
            _ = try HTTPSource(listener) { _ in }
        }
        #expect(name.hasPrefix("socket:["))
        #expect(!openSockets().contains(name))
    }

    /// What this program holds open, as `socket:[INODE]`; the system gives no number twice.
    private func openSockets() -> Set<String> {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return Set(
            files.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            })
    }
}
