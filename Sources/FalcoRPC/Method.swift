/// The calls that Falco offers.
enum Method: Sendable {
    /// Alerts as they come, asked for again and again.
    case sub
    /// The alerts queued now.
    case get
    case version

    var path: String {
        switch self {
        case .sub: "/falco.outputs.service/sub"
        case .get: "/falco.outputs.service/get"
        case .version: "/falco.version.service/version"
        }
    }

    init?(path: String) {
        switch path {
        case Method.sub.path: self = .sub
        case Method.get.path: self = .get
        case Method.version.path: self = .version
        default: return nil
        }
    }
}
