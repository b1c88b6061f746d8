/// How a field's value is turned into words; the names are those of the column in the table of fields.
enum ValueDecoder: String, Sendable, Hashable, CaseIterable {
    case address, age, ancestor, arguments, argv0, bpf, capabilities, changeage, cloneflags, cmdline, comm
    case containerid, containername, ctime, cwd, descriptor, digest, drops, duration, environment, exeflags
    case exelower, exememfd, exepath, exeupper, exewritable, failed, fdnumber, fdtype, flags, gid, hostipc
    case hostnetwork, hostpid, httpcode, image, imagetag, isserver, kubedecision, kuberesource, kuberole
    case kubesubresource, kubeuser, kubeverb, localport, loginname, loginuid, mode, mounts, mtime, namespace
    case path, pid, pidnsage, plain, podname, port, ppid, privileged, probe, ptrace, rawpath, rawresult
    case repository, result, socketfamily, sockettype, starttime, stdio, syscall, time, touser, tty, uid,
        username, vpid
}
