/// A tactic of MITRE ATT&CK Enterprise: why an attacker does something.
package struct Tactic: Sendable, Hashable {
    /// `TA0002`.
    package let id: String
    /// `defense-evasion`.
    package let shortName: String
    /// `Defense Evasion`.
    package let name: String
}
