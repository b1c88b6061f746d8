/// MITRE ATT&CK Enterprise, as far as Linux, containers and cloud platforms go.
package struct AttackCatalogue: Sendable {
    package static let version = "18.1"
    /// MITRE asks for these words wherever its work is reproduced.
    package static let attribution =
        "© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation."

    /// In ATT&CK's order, from reconnaissance to impact.
    package let tactics: [Tactic]
    private let techniques: [String: Technique]
    private let mitigations: [String: String]

    /// Reads lines of `tactic`, `mitigation` and `technique`; others are left out.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var tactics: [Tactic] = []
        var techniques: [String: Technique] = [:]
        var mitigations: [String: String] = [:]
        techniques.reserveCapacity(512)
        for var line in Lines(bytes) {
            switch line.text() {
            case "tactic": tactics.append(Tactic(id: line.text(), shortName: line.text(), name: line.text()))
            case "mitigation": mitigations[line.text()] = line.text()
            case "technique":
                let technique = Technique(
                    id: line.text(), name: line.text(), tactics: line.words(), mitigations: line.words())
                techniques[technique.id] = technique
            default: break
            }
        }
        self.tactics = tactics
        self.techniques = techniques
        self.mitigations = mitigations
    }

    package var techniqueCount: Int { techniques.count }
    package var mitigationCount: Int { mitigations.count }

    /// The technique of that id, for example `T1059.004`.
    package func technique(_ id: String) -> Technique? { techniques[id] }

    /// The tactic of that id, for example `TA0005`.
    package func tactic(id: String) -> Tactic? { tactics.first { $0.id == id } }

    /// The tactic of that short name, for example `defense-evasion`.
    package func tactic(shortName: String) -> Tactic? { tactics.first { $0.shortName == shortName } }

    /// The name of a mitigation, for example of `M1038`.
    package func mitigationName(_ id: String) -> String? { mitigations[id] }
}
