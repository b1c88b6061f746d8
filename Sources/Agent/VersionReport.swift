internal import Analysis
package import FalcoAlerts
internal import FalcoRPC
internal import Forwarding
internal import Inputs
internal import Knowledge

/// What `falconer version` prints: a name and a version a line, columns aligned.
package enum VersionReport {
    /// Falconer's own version.
    package static let version = "0.1.0"

    /// Falconer, its libraries and its data.
    package static var own: [String] {
        aligned([
            ("falconer", version), ("libnghttp2", FalcoRPCLibraries.nghttp2),
            ("libprotobuf-c", FalcoAlertsLibraries.protobufC), ("simdjson", FalcoAlertsLibraries.simdjson),
            ("OpenSSL", FalcoRPCLibraries.openSSL), ("libyaml", KnowledgeBase.libyamlVersion),
            ("libcurl", ForwardingLibrary.version ?? "not installed"),
            ("libmicrohttpd", HTTPLibrary.version ?? "not installed"),
            ("ATT&CK", AttackCatalogue.version), ("report schema", String(Report.schemaVersion)),
        ])
    }

    /// What Falco says of itself.
    package static func lines(of falco: FalcoVersion) -> [String] {
        aligned([("falco", falco.version), ("falco engine", falco.engineVersion)].filter { !$0.1.isEmpty })
    }

    private static func aligned(_ rows: [(String, String)]) -> [String] {
        let width = 15
        return rows.map { name, version in
            name + String(repeating: " ", count: max(1, width - name.utf8.count)) + version
        }
    }
}
