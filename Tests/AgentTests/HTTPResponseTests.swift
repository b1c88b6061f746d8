import Testing

@testable import Agent

struct HTTPResponseTests {
    private func parse(_ text: String) throws -> (Int, String) {
        let response = try HTTPResponse(parsing: Array(text.utf8))
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd", 200, "abc"),
        ("HTTP/1.0 404 Not Found\r\n\r\nno", 404, "no"),
        ("HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", 200, ""),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            200,
            "abc0123456789"
        ),
    ])
    func answers(_ text: String, _ status: Int, _ body: String) throws {
        let answer = try parse(text)
        #expect(answer == (status, body))
    }

    @Test(arguments: [
        "", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nab\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func whatIsNoneIsRefused(_ text: String) {
        #expect(throws: HTTPResponse.Malformed.self) { try parse(text) }
    }
}
