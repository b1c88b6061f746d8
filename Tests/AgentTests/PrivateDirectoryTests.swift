import Foundation
import Testing

@testable import Agent

struct PrivateDirectoryTests {
    @Test func onlyTheOwnerMayEnterAndNothingStays() throws {
        let directory = try PrivateDirectory(prefix: "falconer-test")
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        try Data().write(to: URL(filePath: "\(directory.path)/left"))
        directory.remove(files: ["left", "never-there"])
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }
}
