/// A running Falco, as `/proc` shows it.
package struct FalcoProcess: Sendable, Hashable {
    package var pid: Int
    /// The systemd unit that it runs in.
    package var unit: String?
    /// The container that it runs in.
    package var container: String?
    /// Its command line.
    package var arguments: [String]
    /// Whether it sees other files than we do: its configuration lies below `/proc/PID/root`.
    package var hasOwnFiles: Bool

    package init(
        pid: Int, unit: String? = nil, container: String? = nil, arguments: [String] = [],
        hasOwnFiles: Bool = false
    ) {
        self.pid = pid
        self.unit = unit
        self.container = container
        self.arguments = arguments
        self.hasOwnFiles = hasOwnFiles
    }

    /// The configuration file that it was told to read.
    package var configurationPath: String? { values(short: "-c", long: "--config").last }

    /// What it was told on the command line in place of the configuration: `key=value` each.
    package var settings: [String] { values(short: "-o", long: "--option") }

    /// The values of a flag: `-c X`, `-cX`, `--config X`, `--config=X`.
    private func values(short: String, long: String) -> [String] {
        var found: [String] = []
        var takesNext = false
        for argument in arguments.dropFirst() {
            if takesNext {
                found.append(argument)
                takesNext = false
            } else if argument == short || argument == long {
                takesNext = true
            } else if argument.hasPrefix(long + "=") {
                found.append(String(argument.dropFirst(long.count + 1)))
            } else if argument.hasPrefix(short), !argument.hasPrefix("--") {
                found.append(String(argument.dropFirst(short.count)))
            }
        }
        return found
    }
}
