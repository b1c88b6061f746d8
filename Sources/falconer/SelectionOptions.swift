internal import ArgumentParser

/// Which alerts to look at. Different kinds are and-ed, the same kind is or-ed.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only alerts at least this severe: emergency, alert, critical, error, warning, notice, informational, debug.",
            valueName: "priority"))
    var minPriority: String?

    @Option(
        help: ArgumentHelp("Only rules that match; `*` and `?` are wildcards. Repeatable.", valueName: "glob")
    )
    var rule: [String] = []

    @Option(help: ArgumentHelp("Only alerts with this tag. Repeatable.", valueName: "tag"))
    var tag: [String] = []

    @Option(help: ArgumentHelp("Only this event source, such as syscall. Repeatable.", valueName: "name"))
    var source: [String] = []

    @Option(help: ArgumentHelp("Only this container. Repeatable.", valueName: "id-or-name"))
    var container: [String] = []

    @Option(help: ArgumentHelp("Only this Kubernetes namespace. Repeatable.", valueName: "namespace"))
    var namespace: [String] = []

    @Option(help: ArgumentHelp("Only alerts whose field matches. Repeatable.", valueName: "key=glob"))
    var field: [String] = []

    @Option(help: ArgumentHelp("Leave out rules that match. Repeatable.", valueName: "glob"))
    var notRule: [String] = []

    @Option(help: ArgumentHelp("Leave out alerts with this tag. Repeatable.", valueName: "tag"))
    var notTag: [String] = []

    @Option(help: ArgumentHelp("Leave out this event source. Repeatable.", valueName: "name"))
    var notSource: [String] = []

    @Option(help: ArgumentHelp("Leave out this container. Repeatable.", valueName: "id-or-name"))
    var notContainer: [String] = []

    @Option(help: ArgumentHelp("Leave out this Kubernetes namespace. Repeatable.", valueName: "namespace"))
    var notNamespace: [String] = []

    @Option(help: ArgumentHelp("Leave out alerts whose field matches. Repeatable.", valueName: "key=glob"))
    var notField: [String] = []
}
