import Foundation

/// A private directory that goes away with its owner.
final class TemporaryDirectory: Sendable {
    let url: URL

    init() throws {
        let name = "falconer-\(UInt32.random(in: 0 ... .max))"
        url = URL(filePath: "/tmp").appending(path: name)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }
}
