import Testing

@testable import Agent

struct MetricsEndpointTests {
    @Test(arguments: [
        ("http://127.0.0.1:8765/metrics", "http://127.0.0.1:8765/metrics", true),
        ("HTTP://localhost:8765", "http://localhost:8765/metrics", true),
        ("http://[::1]:9/x?y=1#z", "http://[::1]:9/x?y=1", true),
        ("http://127.9.9.9/", "http://127.9.9.9:80/metrics", true),
        ("http://falco.example:8765/metrics", "http://falco.example:8765/metrics", false),
        ("http://127.0.0.1.evil.example/", "http://127.0.0.1.evil.example:80/metrics", false),
        ("http://127.0.0.999/", "http://127.0.0.999:80/metrics", false),
        ("http://10.0.0.1?a", "http://10.0.0.1:80/?a", false),
    ])
    func urls(_ url: String, _ text: String, _ isLoopback: Bool) throws {
        let endpoint = try #require(MetricsEndpoint(url))
        #expect(endpoint.description == text)
        #expect(endpoint.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "127.0.0.1:8765", "https://127.0.0.1/", "http://", "http://:80/", "http://h:0/",
        "http://h:99999/", "http://h:x/",
        "http://user@h/", "http://h/a b", "http://h/\r\nX: y", "http://[::1/", "http://[::1]x/", "http://é/",
    ])
    func whatIsNoneIsRefused(_ url: String) {
        #expect(MetricsEndpoint(url) == nil)
    }
}
