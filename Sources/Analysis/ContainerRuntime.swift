/// What runs a container.
enum ContainerRuntime: Sendable {
    case docker, containerd, crio, podman

    /// - Parameters:
    ///   - name: as Falco names it; `nil` when the alert does not say.
    ///   - isPod: whether the container is part of a pod. Then containerd is assumed, otherwise Docker.
    init(named name: String?, isPod: Bool) {
        switch name {
        case "docker": self = .docker
        case "containerd": self = .containerd
        case "cri-o", "crio": self = .crio
        case "podman": self = .podman
        default: self = isPod ? .containerd : .docker
        }
    }
}
