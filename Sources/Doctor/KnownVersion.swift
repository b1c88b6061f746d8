package import FalcoAlerts

/// Falco's version, and who says so.
package struct KnownVersion: Sendable, Hashable {
    package enum Source: String, Sendable {
        case told, api, metrics, package
    }

    package var version: FalcoVersion
    package var source: Source

    package init(_ version: FalcoVersion, from source: Source) {
        self.version = version
        self.source = source
    }

    /// Whether this Falco has the gRPC API: 0.44 has it no more.
    package var hasGRPC: Bool { version.major == 0 && version.minor < 44 }

    /// Whether it reads the files of `config.d`.
    var readsConfigurationDirectory: Bool { version.major > 0 || version.minor >= 38 }

    /// Whether it puts its socket into `/run/falco`.
    var usesRunFalco: Bool { version.major > 0 || version.minor >= 33 }
}

extension FalcoVersion {
    /// A version as people and packages write it: `0.43.1`, `v0.44.0`, `0.44`, `0.43.0-rc1`.
    package init?(parsing text: String) {
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let core = bare.prefix { $0 != "-" && $0 != "+" && $0 != "~" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt32($0) }
        guard (2...3).contains(parts.count), numbers.count == parts.count, text.utf8.count <= 64 else {
            return nil
        }
        self.init(major: numbers[0], minor: numbers[1], patch: numbers.count > 2 ? numbers[2] : 0)
        let rest = bare.dropFirst(core.count)
        if !rest.isEmpty { version += String(rest) }
    }
}
