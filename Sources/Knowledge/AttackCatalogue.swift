/// MITRE ATT&CK Enterprise, as far as Linux, containers and cloud platforms go. Techniques and mitigations are read
/// where they lie: they take no memory of their own.
package struct AttackCatalogue: @unchecked Sendable {
    package static let version = "18.1"
    /// MITRE asks for these words wherever its work is reproduced.
    package static let attribution =
        "© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation."

    /// In ATT&CK's order, from reconnaissance to impact.
    package let tactics: [Tactic]
    /// Lines of `tactic`, `mitigation` and `technique`.
    private let bytes: UnsafeBufferPointer<UInt8>

    /// - Parameter bytes: which stay as long as the program.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        tactics = AttackCatalogue.lines("tactic", in: bytes).map { line in
            var line = line
            return Tactic(id: line.text(), shortName: line.text(), name: line.text())
        }
    }

    package var techniqueCount: Int { AttackCatalogue.lines("technique", in: bytes).count }
    package var mitigationCount: Int { AttackCatalogue.lines("mitigation", in: bytes).count }

    /// The technique of that id, for example `T1059.004`.
    package func technique(_ id: String) -> Technique? {
        guard var line = Lines.line(beginningWith: "technique", id, in: bytes) else { return nil }
        return Technique(id: id, name: line.text(), tactics: line.words(), mitigations: line.words())
    }

    /// The tactic of that id, for example `TA0005`.
    package func tactic(id: String) -> Tactic? { tactics.first { $0.id == id } }

    /// The tactic of that short name, for example `defense-evasion`.
    package func tactic(shortName: String) -> Tactic? { tactics.first { $0.shortName == shortName } }

    /// The name of a mitigation, for example of `M1038`.
    package func mitigationName(_ id: String) -> String? {
        guard var line = Lines.line(beginningWith: "mitigation", id, in: bytes) else { return nil }
        return line.text()
    }

    /// The lines of one kind behind its name.
    private static func lines(_ kind: String, in bytes: UnsafeBufferPointer<UInt8>) -> [Lines.Columns] {
        Lines(bytes).compactMap { line in
            var line = line
            return line.text() == kind ? line : nil
        }
    }
}
