import Testing

@testable import FalcoRPC
@testable import HTTP2

@Suite struct StatusTests {
    @Test(arguments: [
        ("plain words", "plain words"), ("100%", "100%25"), ("café\n", "caf%C3%A9%0A"), ("", ""),
    ]) func percentEncoding(text: String, encoded: String) {
        #expect(Status.encode(text) == encoded)
        #expect(Status.decode(encoded) == text)
    }

    @Test(arguments: ["%", "%4", "%zz", "100% sure"]) func whatIsNoEncodingStays(text: String) {
        #expect(Status.decode(text) == text)
    }

    @Test func bytesThatAreNoTextAreRepaired() {
        #expect(Status.decode("%ff!") == "\u{FFFD}!")
    }

    @Test func trailers() {
        #expect(Status(trailers: [HTTP2Header("grpc-status", "0")]) == .ok)
        #expect(Status(trailers: []) == nil)
        #expect(Status(trailers: [HTTP2Header("grpc-status", "banana")]) == nil)
        #expect(Status(trailers: [HTTP2Header("grpc-status", "-3")]) == nil)
        let status = Status(code: 14, message: "100% down")
        #expect(Status(trailers: status.trailers) == status)
    }
}
