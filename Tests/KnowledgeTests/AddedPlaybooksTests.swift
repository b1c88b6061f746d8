import Foundation
import TestSupport
import Testing

@testable import Knowledge

/// Playbooks from files.
@Suite struct AddedPlaybooksTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func write(_ name: String, _ text: String) throws {
        let url = directory.url.appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func read() throws -> AddedPlaybooks {
        try AddedPlaybooks.read(directories: [directory.url.path])
    }

    private func faults() throws -> [KnowledgeError] {
        do throws(PlaybookFaults) {
            _ = try AddedPlaybooks.read(directories: [directory.url.path])
            return []
        } catch {
            return error.errors
        }
    }

    @Test func theyStandInForThoseInTheBinary() throws {
        try write("shell.yaml", "rules: [Terminal shell in container]\nmeaning: Ours.\n")
        try write("rules/more.yml", "rules: [House rule, Another]\nmeaning: More.\n")
        try write("techniques/T1059.yaml", "meaning: A technique.\n")
        try write("classes/network.yaml", "meaning: A class.\n")
        try write("context/host.yaml", "evidence: [{text: Host.}]\n")
        try write("context/zone.yaml", "evidence: [{text: Zone.}]\n")
        try write(".hidden.yaml", "no playbook")
        try write("notes.txt", "no playbook")
        let added = try read()
        #expect(added.count == 6)
        let plain = KnowledgeBase()
        let knowledge = KnowledgeBase(adding: added)

        #expect(
            knowledge.playbook(forRule: "Terminal shell in container")?.path
                == "\(directory.url.path)/shell.yaml")
        #expect(knowledge.playbook(forRule: "Another")?.rules == ["House rule", "Another"])
        #expect(
            knowledge.playbook(forRule: "Clear Log Activities")
                == plain.playbook(forRule: "Clear Log Activities"))
        #expect(knowledge.playbook(forTechnique: "T1059")?.path != nil)
        #expect(
            knowledge.playbook(forTechnique: "T1059.004")?.path == nil, "the sub-technique has its own")
        #expect(knowledge.playbook(forClass: "network")?.path != nil)
        #expect(knowledge.playbook(forClass: "process") == plain.playbook(forClass: "process"))
        let context = knowledge.contextPlaybooks
        #expect(context.count == plain.contextPlaybooks.count + 1)
        #expect(context.first { $0.name == "host" }?.path != nil)
        #expect(context.last?.name == "zone")
    }

    @Test func allFaultsOfAllFilesAreFound() throws {
        try write("a.yaml", "rules: [A]\nmeaning: x\nimpct: []\n")
        try write("b.yaml", "rules: [A]\nmeaning: fine\n")
        try write("c.yaml", "rules: [A]\nmeaning: twice\n")
        try write("context/d.yaml", "evidence: [{text: '{no.such'}]\n")
        let faults = try faults()
        #expect(faults.map(\.code) == [.structure, .conflict, .structure])
        #expect(faults.first?.description.contains("/a.yaml:3:1: `impct` is no key") == true)
        #expect(faults.dropFirst().first?.description.contains("has a playbook already") == true)
        #expect(faults.last?.line == 1)
    }

    @Test func filesOfTechniquesAndClassesAreCalledLikeThem() throws {
        try write("techniques/bogus.yaml", "meaning: x\n")
        try write("classes/nope.yaml", "meaning: x\n")
        let faults = try faults()
        #expect(faults.map(\.code) == [.structure, .structure])
        #expect(
            faults.first?.description.contains("techniques/bogus.yaml: there is no such technique") == true)
        #expect(
            faults.last?.description.contains("there is no such class of events; those are account") == true)
    }

    @Test func otherDirectoriesAreNotRead() throws {
        try write("foo/a.yaml", "rules: [A]\nmeaning: x\n")
        try write("rules/b.yaml", "rules: [B]\nmeaning: x\n")
        try write("empty/notes.txt", "")
        try write(".git/c.yaml", "")
        #expect(PlaybookFile.unread(below: directory.url.path) == ["foo"])
        #expect(try read().count == 1)
    }

    @Test func ownRulesAreFoundByName() throws {
        try write("a.yaml", "rules: [My Company Rule, Terminal shell in container]\nmeaning: x\n")
        let knowledge = KnowledgeBase(adding: try read())
        #expect(knowledge.ownRules == ["My Company Rule"])
        #expect(knowledge.ruleNames(like: "my company rule") == ["My Company Rule"])
        #expect(knowledge.ruleNames(like: "company").first == "My Company Rule")
        #expect(
            knowledge.ruleNames(like: "terminal shell").count { $0 == "Terminal shell in container" } == 1)
    }

    @Test func aMissingFileIsSaidOnce() throws {
        do throws(PlaybookFaults) {
            _ = try PlaybookFile(path: directory("x.yaml")).read(glossary: KnowledgeBase().glossary)
        } catch {
            #expect(error.errors.first?.description.hasSuffix(": there is no such file or directory") == true)
        }
    }

    @Test func whatCannotBeReadIsSaid() throws {
        #expect(try faults().map(\.code) == [.notFound], "an empty directory is a mistake")
        try #require(mkfifo(directory("pipe.yaml"), 0o600) == 0)
        try FileManager.default.createDirectory(
            atPath: directory("folder.yaml"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: directory("gone.yaml"), withDestinationPath: "/nonexistent")
        try write("large.yaml", String(repeating: "#", count: PlaybookFile.largest + 1))
        try write("bytes.yaml", "rules: [A]\nmeaning: x")
        try Data([0x72, 0xFF, 0xFE]).write(to: directory.url.appending(path: "bytes.yaml"))
        let faults = try faults()
        #expect(faults.map(\.code) == [.syntax, .unreadable, .notFound, .tooLarge, .unreadable])
        #expect(faults.allSatisfy { $0.file.hasPrefix(directory.url.path) })
    }

    @Test func aMissingDirectoryIsNotFound() {
        #expect(throws: PlaybookFaults.self) {
            try AddedPlaybooks.read(directories: [directory("none")])
        }
    }

    @Test(arguments: [
        ("x/rules/a.yaml", PlaybookKind.rules), ("techniques/T1.yaml", .techniques), ("a.yaml", .rules),
        ("/etc/context/b.yml", .context), ("classes/network.yaml", .classes), ("/a.yaml", .rules),
    ])
    func theDirectorySaysWhatItIsFor(path: String, kind: PlaybookKind) {
        #expect(PlaybookFile(path: path).kind == kind)
    }
}
