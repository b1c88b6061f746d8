/// A source with the name that counts and messages give it.
package struct NamedSource: Sendable {
    /// Such as `grpc /run/falco/falco.sock`; the part behind the kind is as the user wrote it.
    package let name: String
    package let source: any AlertSource

    package init(_ name: String, _ source: any AlertSource) {
        self.name = name
        self.source = source
    }
}
