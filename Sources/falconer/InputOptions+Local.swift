internal import Agent
internal import ArgumentParser
internal import Doctor
internal import Escaping
internal import FalcoRPC
internal import Inputs

extension InputOptions {
    /// Takes the best way out of this host's Falco when the user names none, and says which and why. Where there is none,
    /// the run ends with what to put into Falco's configuration.
    func completeWithLocalFalco(_ plan: inout InputPlan) async throws {
        guard plan.places.isEmpty else { return }
        let console = Console()
        let finding = await LocalFalco(host: HostFiles(root: root)).find()
        let reasons = finding.choice.reasons.map { Escaping.terminal($0) }
        guard let place = finding.choice.place else {
            let failure = finding.choice.failure ?? .settings
            console.say(failure.words)
            for reason in reasons { console.say("  \(reason)") }
            if failure == .settings, !finding.snippet.isEmpty {
                console.say("Falco needs these settings (falconer doctor --fix-snippet prints them alone):")
                for line in finding.snippet.yaml.split(separator: "\n") { console.write("  \(line)") }
            } else {
                console.say(failure.remedy)
            }
            throw failure == .denied ? ExitStatus.noPermission.code : ExitStatus.badConfiguration.code
        }
        for reason in reasons { console.say(reason) }
        plan.places = [try input(place, console)]
    }

    private func input(_ place: InputChoice.Place, _ console: Console) throws -> InputPlan.Place {
        switch place {
        case .socket(let path): return .falco(.unix(path: path))
        case .file(let path):
            console.say("following it; --follow, --socket or --listen-http name another input")
            return .follow(path, FollowedFileSource.Options(fromStart: false, state: StateDirectory.usual))
        case .http(let url):
            guard let address = LocalFalco.address(of: url) else {
                throw ValidationError("Falco posts to \(url), which is no address of this host")
            }
            return .http(HTTPInputPlan(address))
        }
    }
}

extension InputChoice.Failure {
    /// What stands in the way.
    fileprivate var words: String {
        switch self {
        case .settings: "this host's Falco gives its alerts out nowhere that Falconer could take them:"
        case .broken:
            "where this host's Falco gives its alerts out cannot be told, for its configuration is broken:"
        case .unreadable: "where this host's Falco gives its alerts out cannot be told:"
        case .denied: "permission denied: this user may not read what it takes to get this host's alerts:"
        case .unnamed: "this host's Falco gives its alerts out where they can be taken only by saying more:"
        }
    }

    /// What to do.
    fileprivate var remedy: String {
        let named = "name the input: --socket, --address, --follow or --listen-http"
        switch self {
        case .settings, .unreadable, .unnamed: return named
        case .broken: return "mend that file, or \(named)"
        case .denied: return "do what is said there, run as root (for example with sudo), or \(named)"
        }
    }
}
