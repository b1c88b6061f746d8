import Testing

@testable import Forwarding

@Suite struct ForwardTargetTests {
    @Test(arguments: [
        ("http://127.0.0.1:2801", "http://127.0.0.1:2801"), ("HTTP://Host/", "http://host"),
        ("https://h:1/a?b=c", "https://h:1/…"), ("http://u:secret@h/", "http://h"),
        ("http://[::1]:80/x", "http://[::1]:80/…"),
        ("http://h?key=secret", "http://h/…"),
        ("https://user@xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ])
    func urlsAreTakenAndShownWithoutSecrets(_ text: String, _ shown: String) throws {
        let target = try ForwardTarget(text)
        #expect(target.url == text)
        #expect(target.shown == shown)
        #expect(!target.key.contains("secret") && !target.key.contains("/"))
    }

    @Test(arguments: [
        "", "http", "http:", "http://", "http:///x", "file:///etc/passwd", "ftp://h/", "gopher://h/",
        "HTTP//h", "//h/",
        "javascript:alert(1)", "http://h\n/", "http://h/\r\nX: y", "http://h/ x", "http://h\u{0}/",
        "http://h/#f",
        "http://h\\x/", "http://a@b@c/", "http://h:0/", "http://h:65536/", "http://h:x/", "http://h:+1/",
        "http://h:/",
        "http://[::1/", "http://[]/", "http://[::1]x/", "http://h%00/", "http://bücher.example/",
        "http://-ö/",
        "http://h/\(String(repeating: "x", count: 3000))", "dict://h:2628/", "telnet://h", "http://h'`$(x)/",
    ])
    func whatIsNoURLOfOursIsRefused(_ text: String) {
        #expect(throws: ForwardingError.self) { try ForwardTarget(text) }
    }

    @Test func namesOfSpoolsTellPlacesApart() throws {
        let key = try ForwardTarget("http://u:p@h:1/a").key
        #expect(try ForwardTarget("http://h:1/a").key == key, "whatever the password")
        #expect(try ForwardTarget("HTTP://H:1/a").key == key)
        #expect(try ForwardTarget("http://h:1").key == (try ForwardTarget("http://h:1/").key))
        for other in ["https://h:1/a", "http://h:2/a", "http://h:1/b", "http://h:1/a?c", "http://i:1/a"] {
            #expect(try ForwardTarget(other).key != key, "\(other)")
        }
        #expect(try ForwardTarget("http://../").key.hasPrefix("-"), "no name that means another directory")
    }

    @Test func whatIsLocalIsKnown() throws {
        for (text, isLocal) in [
            ("http://127.0.0.1:1/", true), ("http://localhost/", true), ("https://[::1]/", true),
            ("http://h/", false),
            ("http://127.0.0.1@h/", false), ("http://localhost.evil.example/", false),
            ("http://127.evil.example/", false),
        ] {
            #expect(try ForwardTarget(text).isLocal == isLocal, "\(text)")
        }
    }

    @Test func headerFieldsCannotBreakOut() throws {
        #expect(try HeaderField("X-Scope: a b").line == "X-Scope: a b")
        #expect(try HeaderField("X-Empty:").line == "X-Empty;")
        for text in [
            "", "X", ": x", "X y: z", "X: a\r\nY: b", "X: a\n", "X\u{0}: a", "X: \u{E9}", "Host: h",
            "content-length: 5",
            "Transfer-Encoding: chunked", "Expect: 100-continue", "X\u{E9}: a",
        ] {
            #expect(throws: ForwardingError.self, "\(text)") { try HeaderField(text) }
        }
    }

    @Test func waitsGrowToALimit() {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(30))
        let waits = (0..<20).map { _ in backoff.next(random: 0.5) }
        #expect(waits[0] == .milliseconds(75) && waits[1] == .milliseconds(150))
        #expect(waits.allSatisfy { $0 <= .seconds(30) } && waits[19] == .milliseconds(22_500))
        backoff.reset()
        #expect(backoff.next(random: 0) == .milliseconds(50))
    }
}
