internal import Agent
internal import ArgumentParser
internal import Inputs

/// Files that Falco's file_output appends to.
struct FollowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Follow this file of Falco's JSON alerts as they are written, through rotation. Repeatable.",
            discussion: "Begins with new alerts, and the next time where the last run ended.",
            valueName: "file"))
    var follow: [String] = []

    @Flag(help: "Where a file was not followed before, begin at its start and not at its end.")
    var fromStart = false

    @Flag(help: "Do not go on where the last run ended, and keep no place for the next.")
    var noResume = false

    @Option(
        help: ArgumentHelp(
            "Keep the places in followed files in this directory.",
            discussion: "Default: $STATE_DIRECTORY, else falconer below $XDG_STATE_HOME or ~/.local/state.",
            valueName: "dir"))
    var state: String?

    /// The files as inputs.
    func places(_ faults: inout Faults) -> [InputPlan.Place] {
        if follow.isEmpty {
            for (flag, isGiven) in [
                ("--from-start", fromStart), ("--no-resume", noResume), ("--state", state != nil),
            ] where isGiven {
                faults.add("\(flag) goes with --follow")
            }
            return []
        }
        if follow.contains("") { faults.add("--follow wants a file") }
        if follow.contains("-") { faults.add("--follow wants a file; standard input is read by - alone") }
        for (index, file) in follow.enumerated() {
            guard let first = follow[..<index].first(where: { SamePath.isSame($0, file) }) else { continue }
            faults.add(
                first == file
                    ? "--follow names “\(file)” twice"
                    : "--follow names a file twice: “\(first)” is “\(file)”")
        }
        if state?.isEmpty == true { faults.add("--state wants a directory") }
        if noResume, state != nil { faults.add("--no-resume and --state exclude each other") }
        let directory = noResume ? nil : state ?? StateDirectory.usual
        if directory == nil, !noResume {
            faults.add("there is no HOME to keep the place in: give --state DIR or --no-resume")
        }
        let options = FollowedFileSource.Options(fromStart: fromStart, state: directory)
        return follow.map { .follow($0, options) }
    }
}
