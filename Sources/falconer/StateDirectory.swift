internal import Glibc

/// Where Falconer keeps what it needs to know at its next run.
enum StateDirectory {
    /// `$STATE_DIRECTORY`, which systemd sets; else `$XDG_STATE_HOME/falconer`, else `~/.local/state/falconer`. `nil`
    /// when there is no home.
    static var usual: String? {
        if let given = variable("STATE_DIRECTORY") {
            return String(given.prefix { $0 != ":" })
        }
        if let state = variable("XDG_STATE_HOME") { return "\(state)/falconer" }
        return variable("HOME").map { "\($0)/.local/state/falconer" }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).flatMap { $0.pointee == 0 ? nil : String(cString: $0) }
    }
}
