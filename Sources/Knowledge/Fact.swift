/// What a playbook's `when` may ask about an alert by name.
package enum Fact: String, Sendable, Hashable, CaseIterable {
    /// The process ran in a container; the opposite is `host`.
    case container
    /// The process ran on the host itself.
    case host
    /// The container is part of a Kubernetes pod.
    case kubernetes
    /// The runtime is Docker: said by the alert, or assumed because nothing points elsewhere.
    case docker
    /// The runtime is containerd: said by the alert, or assumed because the container is part of a pod.
    case containerd
    /// The runtime is CRI-O.
    case crio
    /// The runtime is Podman.
    case podman
    /// The process had user id 0.
    case root
    /// The process had another user id.
    case nonroot
    /// The container is privileged, or the process holds capabilities that come near to it.
    case privileged
    /// The process has a terminal.
    case terminal
    /// The process has none, and the alert says so.
    case noTerminal = "no-terminal"
    /// The process descends from a login (`user.loginuid` is known).
    case loginSession = "login-session"
    /// It does not, and the alert says so.
    case noLoginSession = "no-login-session"
    /// The event is about a network connection.
    case connection
    /// The event is about a file.
    case file
    /// The remote address is known.
    case peer
    /// The remote address is reachable over the internet.
    case peerPublic = "peer-public"
    /// The remote address is private, loopback or link-local.
    case peerPrivate = "peer-private"
    /// The system call failed.
    case failed
    /// The system call succeeded.
    case succeeded
    /// The executable was written after the container started.
    case upperLayer = "upper-layer"
    /// The executable lives in memory only.
    case memfd
}
