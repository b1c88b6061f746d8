import Foundation
import TestSupport
import Testing

@testable import HTTP2

@Suite struct UnixAddressTests {
    let directory: TemporaryDirectory
    let address: UnixAddress
    let listener: Listener

    init() throws {
        directory = try TemporaryDirectory()
        address = try UnixAddress(path: directory("falco.sock"))
        listener = try Listener(unix: address, mode: 0o755)
    }

    @Test func whoMayNotConnectLearnsWhatWouldHelp() {
        let error = address.explain(EACCES)
        #expect(error.code == .permissionDenied)
        #expect(error.message.contains("mode 0755"))
        #expect(error.message.contains("\(NSUserName()):"))
        #expect(error.message.contains("chgrp") && error.message.contains("chmod g+w"))
    }

    @Test func aGroupThatMayConnectIsNamed() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: address.path)
        let group = try #require(
            try FileManager.default.attributesOfItem(atPath: address.path)[.groupOwnerAccountName] as? String)
        let error = address.explain(EACCES)
        #expect(error.message.contains("Members of the group \(group) may connect"))
    }

    @Test func aDirectoryThatIsClosedIsNamed() throws {
        let hidden = try UnixAddress(path: directory("none/falco.sock"))
        let error = hidden.explain(EACCES)
        #expect(error.code == .permissionDenied)
        #expect(error.message.contains("the directory \(directory.url.path)"))
    }

    @Test(arguments: [
        (ENOENT, HTTP2Error.Code.missing), (ENOTDIR, .missing), (ECONNREFUSED, .refused), (EAGAIN, .refused),
        (EMFILE, .system),
    ]) func otherFaults(errorNumber: Int32, code: HTTP2Error.Code) {
        let error = address.explain(errorNumber)
        #expect(error.code == code && error.errorNumber == errorNumber)
        #expect(error.message.contains(address.path))
    }

    @Test func theIdentityTellsFilesApart() throws {
        let first = try #require(address.identity)
        #expect(first.isSameFile(as: first))
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: address.path)
        let changed = try #require(address.identity)
        #expect(changed.isSameFile(as: first))
        let other = try UnixAddress(path: directory("other.sock"))
        let second = try Listener(unix: other, mode: 0o600)
        try FileManager.default.removeItem(atPath: address.path)
        try FileManager.default.moveItem(atPath: other.path, toPath: address.path)
        #expect(try #require(address.identity).isSameFile(as: first) == false)
        #expect(second.port == 0)
    }

    @Test(arguments: ["", "/tmp/" + String(repeating: "x", count: 103), "/tmp/a\0b"])
    func impossiblePaths(path: String) {
        let error = #expect(throws: HTTP2Error.self) { try UnixAddress(path: path) }
        #expect(error?.code == .invalid)
    }

    @Test func theLongestPathWorks() throws {
        let room = 107 - directory.url.path.utf8.count - 1
        let long = try UnixAddress(path: directory(String(repeating: "s", count: room)))
        let listener = try Listener(unix: long, mode: 0o600)
        _ = try Dial.unix(long)
        listener.removeFile()
    }
}
