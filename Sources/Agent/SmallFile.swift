internal import Escaping
internal import Glibc

/// Files that say something short, such as a token or a certificate.
enum SmallFile {
    /// Longer ones are cut off: they hold something else.
    static let longest = 1 << 20

    static func bytes(_ path: String) throws(SmallFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SmallFileError(path: path, number: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: longest)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SmallFileError(path: path, number: errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    /// Up to the first line end.
    static func firstLine(_ path: String) throws(SmallFileError) -> [UInt8] {
        Array(try bytes(path).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
    }
}

/// Why a file cannot be read.
struct SmallFileError: Error, CustomStringConvertible {
    let path: String
    /// The system's.
    let number: Int32

    /// Why, without the path.
    var reason: String { String(cString: strerror(number)).lowercased() }

    var description: String { "\(Escaping.terminal(path)): \(reason)" }
}
