package import FalcoAlerts

/// The package that Falco was installed from.
package enum InstalledPackage {
    private static let longestFile = 64 << 20

    /// The version that `dpkg` notes for the package `falco`; `nil` when it notes none.
    package static func version(on host: HostFiles) -> FalcoVersion? {
        guard let bytes = try? host.read("/var/lib/dpkg/status", limit: longestFile) else { return nil }
        var isFalco = false
        var isInstalled = false
        var version: FalcoVersion?
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.isEmpty {
                if isFalco { break }
                (isInstalled, version) = (false, nil)
            } else if line.elementsEqual("Package: falco".utf8) {
                isFalco = true
            } else if line.elementsEqual("Status: install ok installed".utf8) {
                isInstalled = true
            } else if line.starts(with: "Version: ".utf8) {
                version = FalcoVersion(parsing: String(decoding: line.dropFirst(9), as: UTF8.self))
            }
        }
        return isFalco && isInstalled ? version : nil
    }
}
