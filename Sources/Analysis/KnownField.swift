/// The fields that the analysis itself asks for. A layout knows their places, so that asking costs no search.
enum KnownField: Int, Sendable, CaseIterable {
    case callType, callResult, callRawResult, callFailed, callFlags, callExecutableFlags
    case argumentPath, argumentName, argumentFilename, argumentPathname, argumentNewPath, argumentLinkPath
    case argumentTarget, argumentOldPath
    case processName, processExecutable, processCommandLine, processTerminal, processID, processParentID
    case processGrandparentID, processSession, processExecutableFlags, isUpperLayer, isFromMemory
    case parentName, parentExecutable, parentCommandLine, grandparentName
    case userName, userID, loginName, loginID, effectiveCapabilities, permittedCapabilities
    case descriptorName, descriptorType, remoteAddress, remotePort, localPort, serverAddress, serverPort
    case clientAddress, clientPort
    case containerID, containerName, containerImage, imageRepository, imageTag, containerType, isPrivileged
    case podName, podNamespace, eventHost
    // What plugins' events say of who did it, where, and from which address.
    case auditUser, auditTarget, auditNamespace, cloudEvent, cloudUser, cloudUserARN, cloudRegion,
        cloudAddress
    case oktaActor, oktaAccount, oktaAddress, googleUser, googleProject, googleProjectID, googleCaller
    case googleAddress, gitHubUser, gitHubOwner, gitHubOrganization, gitHubRepository

    static let keys: [String] = [
        "evt.type", "evt.res", "evt.rawres", "evt.failed", "evt.arg.flags", "evt.arg.exe_flags",
        "evt.arg.path", "evt.arg.name", "evt.arg.filename", "evt.arg.pathname", "evt.arg.newpath",
        "evt.arg.linkpath", "evt.arg.target", "evt.arg.oldpath",
        "proc.name", "proc.exepath", "proc.cmdline", "proc.tty", "proc.pid", "proc.ppid",
        "proc.apid[2]", "proc.sid", "proc.exe_flags", "proc.is_exe_upper_layer", "proc.is_exe_from_memfd",
        "proc.pname", "proc.pexepath", "proc.pcmdline", "proc.aname[2]",
        "user.name", "user.uid", "user.loginname", "user.loginuid", "thread.cap_effective",
        "thread.cap_permitted",
        "fd.name", "fd.type", "fd.rip", "fd.rport", "fd.lport", "fd.sip", "fd.sport", "fd.cip", "fd.cport",
        "container.id", "container.name", "container.image", "container.image.repository",
        "container.image.tag", "container.type", "container.privileged",
        "k8s.pod.name", "k8s.ns.name", "evt.hostname",
        "ka.user.name", "ka.target.name", "ka.target.namespace", "ct.name", "ct.user", "ct.user.arn",
        "ct.region",
        "ct.srcip",
        "okta.actor.name", "okta.actor.alternateID", "okta.client.ip", "gcp.user", "gcp.project",
        "gcp.projectId", "gcp.caller", "gcp.callerIP", "github.user", "github.owner", "github.org",
        "github.repo.name",
    ]

    var key: String { KnownField.keys[rawValue] }
}
