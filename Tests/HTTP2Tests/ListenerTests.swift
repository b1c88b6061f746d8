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

    @Test func aLinkIsNotFollowed() throws {
        for target in [directory("nothing"), directory("stale.sock")] {
            do { _ = try Listener(unix: UnixAddress(path: directory("stale.sock")), mode: 0o600) }
            try FileManager.default.createSymbolicLink(atPath: address.path, withDestinationPath: target)
            let error = #expect(throws: HTTP2Error.self) { try Listener(unix: address, mode: 0o600) }
            #expect(error?.code == .notASocket)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: address.path) == target)
            try FileManager.default.removeItem(atPath: address.path)
        }
    }

    @Test func theUmaskDoesNotCount() throws {
        let before = umask(0o777)
        defer { umask(before) }
        let listener = try Listener(unix: address, mode: 0o660, group: getgid())
        let facts = try FileManager.default.attributesOfItem(atPath: address.path)
        #expect(facts[.posixPermissions] as? Int == 0o660)
        #expect(facts[.groupOwnerAccountID] as? Int == Int(getgid()))
        listener.removeFile()
    }

    @Test func aDirectoryIsMadeAndTakenAway() throws {
        let inner = try UnixAddress(path: directory("run/a.sock"))
        let error = #expect(throws: HTTP2Error.self) { try Listener(unix: inner, mode: 0o600) }
        #expect(error?.message.contains("cannot listen on") == true)
        let listener = try Listener(unix: inner, mode: 0o600, makesDirectory: true)
        _ = try Dial.unix(inner)
        listener.removeFile()
        #expect(!FileManager.default.fileExists(atPath: directory("run")))
        // One that was there stays.
        try FileManager.default.createDirectory(atPath: directory("run"), withIntermediateDirectories: false)
        try Listener(unix: inner, mode: 0o600, makesDirectory: true).removeFile()
        #expect(FileManager.default.fileExists(atPath: directory("run")))
    }

    @Test func aListeningSocketIsTakenOver() throws {
        let listener = try Listener(unix: address, mode: 0o600)
        let adopted = try Listener(adopting: listener.duplicate(), tls: nil)
        let client = try Dial.unix(address)
        #expect(try adopted.accept() != nil && client.number > 0)
        adopted.removeFile()
        #expect(address.identity != nil)
        // A socket that does not listen is none to take over.
        let error = #expect(throws: HTTP2Error.self) {
            try Listener(adopting: fcntl(client.number, F_DUPFD_CLOEXEC, 0), tls: nil)
        }
        #expect(error?.code == .notASocket)
        let plain = try Listener(host: "127.0.0.1", port: 0, tls: nil)
        let refused = #expect(throws: HTTP2Error.self) { try Listener(adopting: plain.duplicate(), tls: nil) }
        #expect(refused?.code == .invalid)
    }

    @Test func whoConnectsIsKnown() throws {
        let listener = try Listener(unix: address, mode: 0o600)
        let client = try Dial.unix(address)
        let accepted = try #require(try listener.accept())
        #expect(accepted.peer == .user(getuid()) && client.number > 0)
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
