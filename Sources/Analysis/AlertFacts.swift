internal import Escaping
internal import FalcoAlerts
internal import Knowledge

/// One alert as playbooks see it: its fields as text, what follows from them, and words for where and who.
struct AlertFacts: Sendable {
    /// A field as the alert gives it.
    struct Field: Sendable {
        var key: String
        /// `nil` when the field says nothing.
        var value: String?
        /// The bytes in hexadecimal when they are not valid UTF-8.
        var bytes: String?
    }

    let alert: Alert
    let rule: String
    let priority: Priority
    let time: Timestamp?
    let hostname: String
    let source: String
    let tags: [String]
    /// In the order of the alert.
    let fields: [Field]
    private let values: [String: String]

    let container: String?
    let image: String?
    let isContainer: Bool
    let isHost: Bool
    let runtime: ContainerRuntime
    let peer: Peer?
    /// Whether the source was worked out from an older enumeration.
    let isSourceDerived: Bool
    private let userID: Int64?
    private let login: Int64?
    private let flags: String
    /// What the event is about, when it is a file.
    let file: String?
    let user: String?
    let place: Prose
    private let isConnection: Bool
    private let isPrivileged: Bool
    private let didFail: Bool?

    init(_ alert: Alert) {
        self.alert = alert
        rule = alert.rule
        priority = alert.priority
        time = alert.time
        hostname = alert.hostname
        source = alert.source
        isSourceDerived = !alert.namesSource
        tags = alert.tags
        var fields: [Field] = []
        var values: [String: String] = [:]
        fields.reserveCapacity(alert.fields.count)
        values.reserveCapacity(alert.fields.count)
        for field in alert.fields {
            let key = field.key
            let value = AlertFacts.isUnknown(key, field) ? nil : field.value
            fields.append(Field(key: key, value: value, bytes: value.flatMap { AlertFacts.hex($0, field) }))
            if let value { values[key] = value }
        }
        self.fields = fields
        self.values = values

        let id = values["container.id"]
        isHost = id == "host" || (id == nil && values["container.name"] == "host")
        isContainer = id != nil && id != "host"
        container = isContainer ? values["container.name"] ?? id : nil
        image = values["container.image.repository"].map { repository in
            values["container.image.tag"].map { "\(repository):\($0)" } ?? repository
        }
        runtime = ContainerRuntime(
            named: values["container.type"] ?? values["container.runtime"],
            isPod: values["k8s.pod.name"] != nil)
        peer = Peer(values)
        userID = values["user.uid"].flatMap { Int64($0) }
        login = values["user.loginuid"].flatMap { Int64($0) }
        flags = values["evt.arg.flags"] ?? ""
        isConnection = Self.isConnection(values)
        file = Self.file(values, isConnection: isConnection)
        user = Self.user(values, id: userID)
        place = Self.place(values, hostname: hostname, container: container, image: image)
        // `CAP_SYS_ADMIN` alone opens most of what privileged containers may do.
        isPrivileged =
            values["container.privileged"] == "true"
            || (isContainer && values["thread.cap_effective"]?.holds("CAP_SYS_ADMIN") == true)
        didFail = Self.didFail(values)
    }

    /// Whether a field says nothing: missing or empty, or a number that stands for "unknown".
    private static func isUnknown(_ key: String, _ field: AlertField) -> Bool {
        if field.isMissing { return true }
        // A process id of -1 is none: a command built on it would reach every process.
        let isID =
            key.hasPrefix("proc.") && (key.hasSuffix("pid") || key.holds("apid[") || key.hasSuffix("sid"))
        return isID && (field.value == "-1" || field.value == "0")
    }

    private static func hex(_ shown: String, _ field: AlertField) -> String? {
        // Text that could not be read holds a replacement character; most text does not, and is not compared.
        guard shown.unicodeScalars.contains("\u{FFFD}") else { return nil }
        return field.withValueBytes { bytes in
            if bytes.elementsEqual(shown.utf8) { return nil }
            return bytes.prefix(4096).reduce(into: "") { text, byte in
                text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
    }

    /// The value of a field; `nil` when there is none or it says nothing.
    func value(_ field: String) -> String? { values[field] }

    private static func file(_ values: [String: String], isConnection: Bool) -> String? {
        if !isConnection, values["fd.rip"] == nil, let name = values["fd.name"] { return name }
        for key in [
            "evt.arg.path", "evt.arg.name", "evt.arg.newpath", "evt.arg.filename", "evt.arg.target",
            "evt.arg.linkpath", "fs.path.name",
        ] {
            if let value = values[key] { return value }
        }
        return nil
    }

    private static func isConnection(_ values: [String: String]) -> Bool {
        switch values["fd.type"] {
        case "ipv4", "ipv6": true
        case nil: values["fd.name"]?.holds("->") ?? false
        default: false
        }
    }

    private static func user(_ values: [String: String], id: Int64?) -> String? {
        if let name = values["user.name"] { return name }
        guard let id, id >= 0, id != 4_294_967_295 else { return nil }
        return "uid \(id)"
    }

    /// Container, image and pod, or the host.
    private static func place(
        _ values: [String: String], hostname: String, container: String?, image: String?
    ) -> Prose {
        guard let container else { return hostname.isEmpty ? "an unnamed host" : "host \(value: hostname)" }
        var place: Prose = "container \(value: container)"
        if let image { place.append(" (\(value: image))") }
        if let pod = values["k8s.pod.name"] {
            place.append(", pod \(value: pod)")
            if let namespace = values["k8s.ns.name"] { place.append(" in namespace \(value: namespace)") }
        }
        return place
    }

    private static func didFail(_ values: [String: String]) -> Bool? {
        if let failed = values["evt.failed"] { return failed == "true" }
        guard let result = values["evt.res"] else { return nil }
        if result == "SUCCESS" { return false }
        if let number = Int64(result) { return number < 0 }
        return result.hasPrefix("E")
    }
}

extension AlertFacts: Facts {
    func value(of field: String) -> String? { values[field] }

    func value(of word: DerivedWord) -> String? {
        switch word {
        case .process: values["proc.name"] ?? values["proc.exepath"]
        case .container: container
        case .image: image
        case .user: user
        case .place: place.raw
        case .host: hostname.isEmpty ? nil : hostname
        case .file: file
        case .peer: peer?.description
        case .rule: rule
        case .priority: priority.name
        case .time: time?.rfc3339(digits: 3)
        case .pid: values["proc.pid"]
        }
    }

    func has(_ fact: Fact) -> Bool {
        switch fact {
        case .container: isContainer
        case .host: isHost
        case .kubernetes: values["k8s.pod.name"] != nil
        case .docker: isContainer && runtime == .docker
        case .containerd: isContainer && runtime == .containerd
        case .crio: isContainer && runtime == .crio
        case .podman: isContainer && runtime == .podman
        case .root: userID == 0 || (userID == nil && values["user.name"] == "root")
        case .nonroot: userID.map { $0 > 0 && $0 != 4_294_967_295 } ?? false
        case .privileged: isPrivileged
        case .terminal: values["proc.tty"].map { $0 != "0" } ?? false
        case .noTerminal: values["proc.tty"] == "0"
        case .loginSession: login.map { $0 >= 0 && $0 != 4_294_967_295 } ?? false
        case .noLoginSession: login.map { $0 < 0 || $0 == 4_294_967_295 } ?? false
        case .connection: isConnection
        case .file: file != nil
        case .peer: peer != nil
        case .peerPublic: peer?.isPublic == true
        case .peerPrivate: peer?.isPublic == false
        case .failed: didFail == true
        case .succeeded: didFail == false
        case .upperLayer:
            flags.holds("EXE_UPPER_LAYER")
                || values["proc.is_exe_upper_layer"] == "true"
        case .memfd:
            flags.holds("EXE_FROM_MEMFD")
                || values["proc.is_exe_from_memfd"] == "true"
                || values["proc.exepath"]?.hasPrefix("memfd:") == true
        }
    }
}
