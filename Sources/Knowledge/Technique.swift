/// A technique or sub-technique of MITRE ATT&CK Enterprise.
package struct Technique: Sendable, Hashable {
    /// `T1059` or `T1059.004`.
    package let id: String
    /// The name alone; a sub-technique's parent is not part of it.
    package let name: String
    /// The tactics' short names, for example `defense-evasion`.
    package let tactics: [String]
    /// The mitigations' ids, for example `M1038`.
    package let mitigations: [String]

    /// Whether `text` has the shape of an id.
    static func isID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 5 || bytes.count == 9, bytes[0] == UInt8(ascii: "T") else { return false }
        return bytes.dropFirst().enumerated().allSatisfy { index, byte in
            index == 4 ? byte == UInt8(ascii: ".") : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }

    /// The technique that a sub-technique belongs to.
    package var parent: String? {
        id.utf8.firstIndex(of: UInt8(ascii: ".")).map { String(id[..<$0]) }
    }
}
