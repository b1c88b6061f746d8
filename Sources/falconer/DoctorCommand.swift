internal import Agent
internal import ArgumentParser
internal import Doctor
internal import Escaping
internal import FalcoAlerts
internal import Glibc
internal import Outputs

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Find out why alerts do not arrive, and what to do about it.",
        discussion: """
            Looks at Falco's process, version, configuration, socket and API, in this order, and tells what it found,
            what it expected and what to do. It changes nothing and executes nothing.

            Alerts are read for up to --wait, until the first come. Falco gives each alert to one client alone: what is
            read here, no other client gets. So nothing is read when another client is seen, or cannot be ruled out,
            unless --wait is given.

            With --metrics-url, Falco's own count of each rule is compared with what arrives during the wait: what it
            counts and does not deliver is lost. Where that cannot be compared, the exit code is 69, so that a script never
            takes a missing proof for a good one.

            --fix-snippet prints only what Falco's configuration lacks, as it was found: nothing where alerts can be taken
            as it is, which standard error tells.

            EXAMPLES
              sudo falconer doctor
              falconer doctor --socket /run/falco/falco.sock --output json | jq '.checks[] | select(.state == "bad")'
              falconer doctor --wait 60s --metrics-url http://127.0.0.1:8765/metrics
              falconer doctor --fix-snippet
              falconer doctor --fix-snippet --falco-version 0.44.0

            EXIT CODES
              0 nothing is bad; 64 usage; 69 Falco, or a part of its alerts, cannot be reached, or the proof that
              --metrics-url asks for cannot be made; 77 permission denied; 78 bad configuration. The first bad answer tells.
              --fix-snippet exits 0.
            """.paragraphs)

    enum Form: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(
        help: ArgumentHelp(
            "Falco's gRPC socket.",
            discussion: "Default: what Falco's configuration says, else the first that exists of "
                + "\(AttachPlan.defaultSockets.joined(separator: ", ")).",
            valueName: "path"))
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Falco's configuration.",
            discussion:
                "Default: what the running Falco was started with, else \(FalcoConfiguration.usualPath).",
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Falco's version, where it does not tell itself, such as 0.43.1.", valueName: "version"))
    var falcoVersion: String?

    @Option(
        help: ArgumentHelp(
            "Read alerts for up to this long, 100ms to 1h, even if another client is there.",
            discussion: "Default: 5s, and only when no other client is there.", valueName: "duration"))
    var wait: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Falco's metrics, to prove losses by: http://127.0.0.1:8765/metrics.",
            discussion: "A URL of this host, unless --allow-remote-metrics is given. The whole wait is used.",
            valueName: "url"))
    var metricsURL: String?

    @Flag(help: "Take a --metrics-url of another host. The connection is not encrypted.")
    var allowRemoteMetrics = false

    @Option(help: ArgumentHelp("text, or json (schema: diagnosis.schema.json).", valueName: "form"))
    var output: Form = .text

    @Option(help: ArgumentHelp("Colour: auto, always or never. NO_COLOR is honoured.", valueName: "when"))
    var color: ShowingOptions.ColorChoice = .auto

    @Flag(help: "Print the settings that this Falco's configuration needs, as YAML, and nothing else.")
    var fixSnippet = false

    @Option(help: ArgumentHelp("Look at the files below this directory.", visibility: .hidden))
    var root: String = ""

    func validate() throws {
        _ = try plan()
    }

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        let examination = Examination(try plan())
        if fixSnippet { return try await printSnippet(examination) }
        let diagnosis = Diagnosis(await examination.run())
        var out: [UInt8] = []
        switch output {
        case .json: JSONRenderer().diagnosis(diagnosis, into: &out)
        case .text:
            TerminalRenderer(
                width: min(120, ShowingOptions.columns(of: 1)), colors: color.depth(for: 1)
            ).diagnosis(diagnosis, into: &out)
        }
        try Output.write(out)
        switch diagnosis.verdict {
        case .fine: return
        case .unreachable: throw ExitStatus.unreachable.code
        case .noPermission: throw ExitStatus.noPermission.code
        case .badConfiguration: throw ExitStatus.badConfiguration.code
        }
    }

    private func printSnippet(_ examination: Examination) async throws {
        let findings = await examination.glance()
        let snippet = FixSnippet(findings, socket: socket)
        let console = Console()
        if findings.version == nil {
            console.say("Falco's version is not known; say it with --falco-version to be sure")
        }
        for doubt in snippet.doubts {
            console.say("not taken into account: \(Escaping.terminal(doubt))")
        }
        if snippet.isEmpty {
            console.say("nothing needs to be set in \(Escaping.terminal(findings.configurationPath)):")
            for reason in findings.choice?.reasons ?? [] { console.say("  \(Escaping.terminal(reason))") }
        }
        try Output.write(Array(snippet.yaml.utf8))
    }

    private func plan() throws -> ExaminationPlan {
        var faults = Faults(in: self)
        var plan = ExaminationPlan()
        plan.host = HostFiles(root: root)
        plan.socket = socket
        plan.configuration = config
        if socket?.isEmpty == true { faults.add("--socket wants a path") }
        if config?.isEmpty == true { faults.add("--config wants a file") }
        if let falcoVersion {
            plan.version = FalcoVersion(parsing: falcoVersion)
            if plan.version == nil {
                faults.add("--falco-version wants one such as 0.43.1, not “\(falcoVersion)”")
            }
        }
        if let wait = wait?.value {
            if wait < .milliseconds(100) || wait > .seconds(3600) { faults.add("--wait wants 100ms to 1h") }
            plan.wait = wait
            plan.waitsRegardless = true
        }
        plan.metrics = endpoint(&faults)
        if fixSnippet, wait != nil || metricsURL != nil || output == .json {
            faults.add("--fix-snippet prints YAML alone: it takes no --wait, --metrics-url or --output json")
        }
        try faults.check()
        return plan
    }

    private func endpoint(_ faults: inout Faults) -> MetricsEndpoint? {
        guard let metricsURL else {
            if allowRemoteMetrics { faults.add("--allow-remote-metrics goes with --metrics-url") }
            return nil
        }
        guard let endpoint = MetricsEndpoint(metricsURL) else {
            faults.add("--metrics-url wants a URL such as http://127.0.0.1:8765/metrics, not “\(metricsURL)”")
            return nil
        }
        if !endpoint.isLoopback, !allowRemoteMetrics {
            faults.add("--metrics-url names another host; --allow-remote-metrics lets that in")
        }
        return endpoint
    }
}
