/// Where a playbook is.
enum PlaybookPlace {
    /// In memory, read from a file of the user's.
    case added(Playbook, PlaybookKind)
    /// Inside the binary.
    case embedded(EmbeddedFile, PlaybookKind)

    /// The embedded playbook of that kind and name, if there is one.
    init?(_ kind: PlaybookKind, named name: String) {
        guard let file = EmbeddedFile(named: "\(kind.directory)\(name).yaml") else { return nil }
        self = .embedded(file, kind)
    }
}
