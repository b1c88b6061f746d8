/// Words that playbooks may use like fields, for what takes more than one field to say. `Analysis` works them out.
package enum DerivedWord: String, Sendable, Hashable, BitwiseCopyable, CaseIterable {
    /// `proc.name`, else the name of the executable.
    case process
    /// The container's name, else its id.
    case container
    /// Repository and tag of the image.
    case image
    /// `user.name`, else `uid N`.
    case user
    /// Container, image and pod, or the host.
    case place
    /// The same with `in` or `on` before it; with a capital where a sentence begins.
    case `where`
    /// The host that Falco runs on.
    case host
    /// The file the event is about: `fd.name` of a file, or the path among the event's arguments.
    case file
    /// The remote address and port.
    case peer
    /// The alert's rule.
    case rule
    /// The alert's priority.
    case priority
    /// When it happened.
    case time
    /// The process id in the host's view.
    case pid
}
