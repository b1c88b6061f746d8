import ArgumentParser

@main
struct Falconer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "falconer", abstract: "Decide what to do about Falco's alerts.")
}
