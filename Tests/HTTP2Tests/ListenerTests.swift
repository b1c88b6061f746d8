import Foundation
import HTTP2
import TestSupport
import Testing

@Suite struct ListenerTests {
    let directory: TemporaryDirectory
    let address: UnixAddress

    init() throws {
        directory = try TemporaryDirectory()
        address = try UnixAddress(path: directory("a.sock"))
    }

    @Test(arguments: [0o600, 0o666, 0o755, 0o660]) func theModeIsExact(mode: UInt16) throws {
        let listener = try Listener(unix: address, mode: mode)
        let found = try FileManager.default.attributesOfItem(atPath: address.path)[.posixPermissions] as? Int
        #expect(found == Int(mode))
        listener.removeFile()
        #expect(address.identity == nil)
    }

    @Test func onlyItsOwnFileIsRemoved() throws {
        let first = try Listener(unix: address, mode: 0o600)
        try FileManager.default.removeItem(atPath: address.path)
        let second = try Listener(unix: address, mode: 0o600)
        first.removeFile()
        #expect(address.identity != nil)
        _ = try Dial.unix(address)
        second.removeFile()
        #expect(address.identity == nil)
    }

    @Test func anotherListenerIsNotDisturbed() throws {
        let first = try Listener(unix: address, mode: 0o600)
        let error = #expect(throws: HTTP2Error.self) { try Listener(unix: address, mode: 0o600) }
        #expect(error?.code == .inUse)
        _ = try Dial.unix(address)
        first.removeFile()
    }

    @Test func aSocketThatIsLeftOverIsReplaced() throws {
        let before: UnixAddress.Identity?
        do {
            _ = try Listener(unix: address, mode: 0o600)
            before = address.identity
        }
        #expect(before != nil && address.identity == before)
        let error = #expect(throws: HTTP2Error.self) { try Dial.unix(address) }
        #expect(error?.code == .refused)
        let listener = try Listener(unix: address, mode: 0o600)
        _ = try Dial.unix(address)
        listener.removeFile()
    }

    @Test func aPlainFileIsNotReplaced() throws {
        try Data("precious".utf8).write(to: URL(filePath: address.path))
        let error = #expect(throws: HTTP2Error.self) { try Listener(unix: address, mode: 0o600) }
        #expect(error?.code == .notASocket)
        #expect(try Data(contentsOf: URL(filePath: address.path)) == Data("precious".utf8))
    }

    @Test func acceptsWhoWaitsAndNobodyElse() throws {
        let listener = try Listener(unix: address, mode: 0o600)
        #expect(try listener.accept() == nil)
        let client = try Dial.unix(address)
        #expect(try listener.accept() != nil)
        #expect(try listener.accept() == nil)
        #expect(client.number > 0)
    }
}
