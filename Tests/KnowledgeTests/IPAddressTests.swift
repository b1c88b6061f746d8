import Knowledge
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", IPAddress.Scope.unspecified), ("127.0.0.1", .loopback), ("127.255.255.255", .loopback),
        ("169.254.169.254", .metadata), ("169.254.1.1", .linkLocal), ("10.0.0.1", .privateNetwork),
        ("172.15.0.1", .global), ("172.16.0.1", .privateNetwork), ("172.31.255.255", .privateNetwork),
        ("172.32.0.1", .global), ("192.168.1.1", .privateNetwork), ("100.64.0.1", .shared),
        ("100.128.0.1", .global),
        ("192.0.2.1", .documentation), ("198.51.100.20", .documentation), ("203.0.113.66", .documentation),
        ("198.18.0.1", .benchmark), ("224.0.0.251", .multicast), ("255.255.255.255", .broadcast),
        ("240.0.0.1", .reserved), ("8.8.8.8", .global), ("::", .unspecified), ("::1", .loopback),
        ("fe80::1", .linkLocal), ("fe80::1%eth0", .linkLocal), ("fd00::1", .privateNetwork),
        ("fd00:ec2::254", .metadata),
        ("fc00::1", .privateNetwork), ("ff02::fb", .multicast), ("2001:db8::1", .documentation),
        ("3fff::1", .documentation),
        ("2606:4700:4700::1111", .global), ("::ffff:10.0.0.1", .privateNetwork),
        ("::ffff:a9fe:a9fe", .metadata),
        ("::ffff:8.8.8.8", .global), ("100.100.100.200", .metadata), ("169.254.170.2", .metadata),
        ("169.254.170.23", .metadata), ("169.254.170.3", .linkLocal), ("fd00:ec2::23", .metadata),
        ("fd00:ec2::24", .privateNetwork), ("168.63.129.16", .platform), ("168.63.129.17", .global),
        ("1:2:3:4:5:6:7:8", .reserved),
    ])
    func scopes(text: String, scope: IPAddress.Scope) throws {
        #expect(try #require(IPAddress(text)).scope == scope)
    }

    @Test(arguments: [
        "", ".", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.-4", "+1.2.3.4", "a.b.c.d", ":", ":::", "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::", "::1.2.3", "1.2.3.4::", "2001:db8::1:", "[::1]", "host",
        "::+1",
    ])
    func refuses(text: String) { #expect(IPAddress(text) == nil) }

    @Test func publicOnesAreThoseThatMayBeAnywhere() throws {
        #expect(try #require(IPAddress("8.8.8.8")).isPublic)
        #expect(try #require(IPAddress("203.0.113.66")).isPublic)
        for text in ["10.0.0.1", "127.0.0.1", "169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0"] {
            #expect(try #require(IPAddress(text)).isPublic == false)
        }
    }

    @Test func writtenDifferentlyTheyAreTheSame() {
        #expect(IPAddress("2001:0db8:0:0:0:0:0:1")?.bytes == IPAddress("2001:db8::1")?.bytes)
        #expect(IPAddress("::ffff:1.2.3.4")?.bytes == IPAddress("1.2.3.4")?.bytes)
    }
}
