package import Escaping

/// Something wrong with Falco's configuration, and where.
package struct ConfigurationFault: Sendable, Hashable {
    /// What it means for Falco. New kinds may be added.
    package struct Kind: Sendable, Hashable {
        private let name: String

        /// There is no such file.
        package static let missing = Kind(name: "missing")
        /// This user may not read the file; Falco may.
        package static let denied = Kind(name: "denied")
        /// Falco does not start with this.
        package static let broken = Kind(name: "broken")
        /// Falco takes it, but not for what it looks like.
        package static let doubtful = Kind(name: "doubtful")
        /// Falco can read it, Falconer cannot.
        package static let unsupported = Kind(name: "unsupported")
    }

    package let kind: Kind
    package let file: String
    /// Counted from 1; 0 when the whole file is meant.
    package let line: Int
    package let message: Prose

    package init(_ kind: Kind, file: String, line: Int = 0, _ message: Prose) {
        self.kind = kind
        self.file = file
        self.line = line
        self.message = message
    }

    /// The place and the message: `/etc/falco/falco.yaml, line 3: …`.
    package var text: Prose {
        var text: Prose = "\(value: file)"
        if line > 0 { text.append(", line \(line)") }
        text.append(": ")
        text.append(message)
        return text
    }
}
