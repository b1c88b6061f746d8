/// Alerts that the other side will not have, one a line, so that they can be looked at and sent elsewhere. The file is
/// made at the first, and never grows beyond a limit.
struct DeadLetters {
    static let name = "refused.jsonl"
    static let limit = 64 << 20

    private var file: SpoolFile?
    private var size = 0

    /// Adds an alert.
    /// - Returns: whether it is kept.
    mutating func add(_ body: [UInt8], to directory: SpoolDirectory) -> Bool {
        if file == nil {
            file = directory.file(Self.name, making: true)
            size = file?.size ?? 0
        }
        // A line end may stand in JSON only where a space may.
        var line = body.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 }
        line.append(UInt8(ascii: "\n"))
        guard size + line.count <= Self.limit else { return false }
        let isWritten = line.withUnsafeBytes { file?.write($0, at: size) ?? false }
        if isWritten { size += line.count }
        return isWritten
    }
}
