import Foundation
import TestSupport
import Testing

@testable import Knowledge

@Suite struct EmbeddedFileTests {
    static let data = Fixtures.tests.deletingLastPathComponent().appending(path: "Sources/CEmbedded/data")

    @Test func embedsEveryFileOfTheDirectoryAsItIs() throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: Self.data.path).filter { name in
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: Self.data.appending(path: name).path, isDirectory: &isDirectory)
            return !isDirectory.boolValue && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }
        #expect(
            EmbeddedFile.all(startingWith: "").map(\.name)
                == names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        for name in names {
            let file = try #require(EmbeddedFile(named: name))
            #expect(
                Data(buffer: file.bytes)
                    == FileManager.default.contents(atPath: Self.data.appending(path: name).path))
        }
    }

    @Test(arguments: ["", "a", "zzz", "playbooks", "playbooks/rules/", "fields.tsv/", "falco-rules.ts"])
    func findsNothingUnderAnotherName(name: String) {
        #expect(EmbeddedFile(named: name) == nil)
    }

    @Test func whatWasLetGoComesBack() throws {
        let before = EmbeddedFile.all(startingWith: "playbooks/").map { Array($0.bytes) }
        EmbeddedFile.letGo()
        EmbeddedFile.letGo()
        #expect(EmbeddedFile.all(startingWith: "playbooks/").map { Array($0.bytes) } == before)
    }

    @Test func listsByPrefix() {
        let classes = EmbeddedFile.all(startingWith: "playbooks/classes/")
        #expect(classes.count == 13)
        #expect(classes.first?.name == "playbooks/classes/account.yaml")
        #expect(EmbeddedFile.all(startingWith: "nothing/").isEmpty)
    }
}
