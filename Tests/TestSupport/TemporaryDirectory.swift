public import Foundation

/// A directory of a test's own, removed with all it holds when this object goes. Its path is short enough for sockets.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let url: URL

    /// Makes one.
    public init() throws {
        var template = Array("\(FileManager.default.temporaryDirectory.path)/fal-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        url = URL(filePath: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// A path below the directory.
    public func callAsFunction(_ name: String) -> String { url.appending(path: name).path }
}
