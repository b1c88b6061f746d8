/// Paths of which one is the beginning of another, component by component: what Falco's `pmatch` asks. `/var/run` is one
/// of `/var/run/docker` and of itself, not of `/var/runner`; empty components do not count. A component of a search path
/// may be a pattern.
struct PathPrefixes: Sendable {
    private enum Component: Sendable {
        case name([UInt8])
        case pattern(GlobPattern)
    }

    private let paths: [[Component]]

    init(_ paths: [String]) {
        self.paths = paths.map { path in
            path.utf8.split(separator: UInt8(ascii: "/")).map { part in
                let isPattern = part.contains { "?*[".utf8.contains($0) }
                return isPattern
                    ? .pattern(GlobPattern(String(Substring(part)))) : .name(Array(part))
            }
        }
    }

    /// Whether one of the search paths is the beginning of this one.
    func match(_ path: UnsafeRawBufferPointer) -> Bool {
        let parts = path.split(separator: UInt8(ascii: "/"))
        return paths.contains { wanted in
            wanted.count <= parts.count
                && zip(wanted, parts).allSatisfy { component, part in
                    switch component {
                    case .name(let name): part.elementsEqual(name)
                    case .pattern(let pattern): pattern.matches(UnsafeRawBufferPointer(rebasing: part))
                    }
                }
        }
    }
}
