/// What Falco compares a field as.
package enum FieldType: Sendable, Hashable {
    /// A text or path: bytes up to the first NUL.
    case text
    case signed
    /// Of 32 or 64 bits.
    case unsigned(bits: Int)
    /// 16 bits without sign; a service's name may stand for one in a condition.
    case port
    case boolean
    /// An IPv4 or IPv6 address; a single one or, in conditions on networks, one that lies in a network.
    case address, network
    case float
    /// Bytes of which an alert shows a form of its own, so that they cannot be compared here.
    case buffer
    /// Of another type for each event.
    case varying
    indirect case list(of: FieldType)

    package var isList: Bool { if case .list = self { true } else { false } }

    /// Whether Falco compiles a comparison of that kind on such a field.
    package func takes(_ comparator: RuleCondition.Comparator) -> Bool {
        if comparator == .exists { return true }
        switch self {
        case .text: return comparator != .bcontains && comparator != .bstartswith
        case .signed, .unsigned, .port, .float:
            switch comparator {
            case .equal, .same, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn, .intersects:
                return true
            default: return false
            }
        case .boolean, .address, .network:
            switch comparator {
            case .equal, .same, .unequal, .isIn, .intersects: return true
            default: return false
            }
        case .buffer:
            switch comparator {
            case .equal, .same, .unequal, .contains, .isIn, .startswith, .endswith, .intersects, .bcontains,
                .bstartswith:
                return true
            default: return false
            }
        case .list: return comparator == .isIn || comparator == .intersects
        case .varying: return true
        }
    }
}

extension FieldType {
    /// The type of a field of Falco's own sources whose values are not texts; `nil` for one that has another source, is
    /// unknown, or is a text.
    /// - Parameter name: without an argument.
    package static func ofSystemField(_ name: String) -> FieldType? {
        if name.hasPrefix("evt.rawarg.") { return .varying }
        return table[name]
    }

    private static let table: [String: FieldType] = {
        let names: [(FieldType, String)] = [
            (
                .signed,
                """
                evt.rawres evt.cpu proc.pid proc.ppid proc.apid proc.vpid proc.pvpid proc.sid proc.vpgid proc.pgid
                proc.loginshellid proc.exe_ino proc.fdlimit thread.tid thread.vtid user.loginuid fd.num fd.ino fd.dev
                fd.dev.major fd.dev.minor
                """
            ),
            (
                .unsigned(bits: 32),
                "proc.tty user.uid group.gid evt.count evt.count.error evt.count.exit"
            ),
            (
                .unsigned(bits: 64),
                """
                evt.num evt.time evt.time.s evt.rawtime evt.rawtime.s evt.rawtime.ns evt.reltime evt.reltime.s
                evt.reltime.ns evt.buflen evt.latency evt.latency.s evt.latency.ns evt.deltatime evt.deltatime.s
                evt.deltatime.ns evt.wait_latency proc.cmdnargs
                proc.cmdlenargs proc.duration proc.ppid.duration proc.pid.ts proc.ppid.ts proc.exe_ino.ctime
                proc.exe_ino.mtime proc.exe_ino.ctime_duration_proc_start proc.exe_ino.ctime_duration_pidns_start
                proc.pidns_init_start_ts proc.fdopencount proc.vmsize proc.vmrss proc.vmswap proc.nthreads
                proc.nchilds thread.vmsize thread.vmrss thread.pfmajor thread.pfminor thread.exectime
                thread.totexectime container.start_ts container.duration
                """
            ),
            (.port, "fd.port fd.cport fd.sport fd.lport fd.rport fd.proto"),
            (
                .boolean,
                """
                evt.failed evt.is_io evt.is_io_read evt.is_io_write evt.is_wait evt.is_syslog evt.is_open_read
                evt.is_open_write evt.is_open_exec evt.is_open_create evt.is_async thread.ismain proc.is_exe_writable
                proc.is_exe_upper_layer proc.is_exe_lower_layer proc.is_exe_from_memfd proc.is_sid_leader
                proc.is_vpgid_leader proc.is_pgid_leader proc.is_container_healthcheck
                proc.is_container_liveness_probe proc.is_container_readiness_probe fd.is_server fd.connected
                fd.name_changed container.privileged container.host_pid container.host_network container.host_ipc
                """
            ),
            (.address, "fd.ip fd.cip fd.sip fd.lip fd.rip"),
            (.network, "fd.net fd.cnet fd.snet fd.lnet fd.rnet"),
            (.float, "proc.fdusage thread.cpu thread.cpu.user thread.cpu.system"),
            (.buffer, "evt.buffer"),
            (.list(of: .text), "fd.types"),
        ]
        var table: [String: FieldType] = [:]
        for (type, names) in names {
            for name in names.split(whereSeparator: \.isWhitespace) { table[String(name)] = type }
        }
        return table
    }()
}
