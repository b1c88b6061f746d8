import FalcoAlerts
import TestSupport
import Testing

struct IdentityTests {
    private let base = AlertValues(
        time: Timestamp(seconds: 1_795_376_469, nanoseconds: 1), priority: .warning,
        rule: "Read sensitive file",
        output: "line",
        fields: [
            ("evt.type", "openat"), ("fd.name", "/etc/shadow"), ("proc.name", "cat"), ("proc.pid", "100"),
            ("proc.cmdline", "cat /etc/shadow"), ("container.id", "aaaaaaaaaaaa"), ("user.uid", "0"),
        ], hostname: "vm", tags: ["T1555"])

    private func changed(_ key: String, _ value: String?) -> AlertValues {
        var values = base
        values.fields.removeAll { $0.key == key }
        if let value { values.fields.append((key: key, value: value)) }
        return values
    }

    @Test func capturedAlertsHaveTheIdentityOfTheirJSONTwins() throws {
        var ids: Set<AlertDigest> = []
        for (alert, twin) in zip(try Fixtures.jsonOutputAlerts(), try JSONTwin.all()) {
            let built = try Alert.made(twin.values())
            #expect(built.id == alert.id)
            #expect(built.fingerprint == alert.fingerprint)
            ids.insert(alert.id)
        }
        #expect(ids.count == 129)
    }

    @Test func theOrderOfFieldsDoesNotCount() throws {
        var random = SplitMix(state: 5)
        var many = base
        for number in 0..<200 { many.fields.append((key: "field \(number)", value: "\(number)")) }
        for values in [base, many] {
            let alert = try Alert.made(values)
            for _ in 0..<20 {
                var shuffled = values
                shuffled.fields.shuffle(using: &random)
                let other = try Alert.made(shuffled)
                #expect(other.id == alert.id)
                #expect(other.fingerprint == alert.fingerprint)
            }
        }
    }

    @Test func whatSaysNothingDoesNotCount() throws {
        let alert = try Alert.made(base)
        var values = base
        values.fields += [
            ("k8s.pod.name", "<NA>"), ("container.image.tag", ""), ("evt.time", "1795376469000000001"),
        ]
        values.tags = []
        values.output = "{}"
        let other = try Alert.made(values)
        #expect(other.id == alert.id)
        #expect(other.fingerprint == alert.fingerprint)
    }

    @Test func everyMeaningfulPartCounts() throws {
        var others: [AlertValues] = []
        func add(_ change: (inout AlertValues) -> Void) {
            var values = base
            change(&values)
            others.append(values)
        }
        add { $0.rule = "Other" }
        add { $0.priority = .error }
        add { $0.priority = .unknown(77) }
        add { $0.hostname = "vm2" }
        add { $0.source = "k8s_audit" }
        for field in base.fields where field.key != "proc.pid" {
            others.append(changed(field.key, field.value + "x"))
            others.append(changed(field.key, nil))
        }
        others.append(changed("evt.typ", "eopenat"))  // the same bytes, cut elsewhere
        others.append(changed("extra", "1"))
        let alert = try Alert.made(base)
        var ids: Set = [alert.id]
        var prints: Set = [alert.fingerprint]
        for values in others {
            let other = try Alert.made(values)
            #expect(ids.insert(other.id).inserted)
            #expect(prints.insert(other.fingerprint).inserted)
        }
        for time in [nil, Timestamp(seconds: 0), Timestamp(seconds: 1_795_376_469, nanoseconds: 2)] {
            var values = base
            values.time = time
            let other = try Alert.made(values)
            #expect(ids.insert(other.id).inserted)
            #expect(other.fingerprint == alert.fingerprint)
        }
    }

    @Test(arguments: [
        "evt.time.s", "evt.time.iso8601", "evt.rawtime", "evt.rawtime.ns", "evt.datetime", "evt.reltime.s",
        "evt.latency", "evt.latency.human", "evt.deltatime.ns", "evt.outputtime", "evt.wait_latency",
        "evt.num",
        "evt.cpu", "evt.rawres", "evt.plugininfo", "evt.arg.pid", "evt.arg.tid", "evt.rawarg.fd", "proc.pid",
        "proc.ppid", "proc.vpid", "proc.pvpid", "proc.sid", "proc.pgid", "proc.vpgid", "proc.apid[1]",
        "proc.apid",
        "proc.loginshellid", "proc.duration", "proc.ppid.duration", "proc.pid.ts", "proc.ppid.ts",
        "proc.pidns_init_start_ts", "proc.exe_ino.ctime", "proc.exe_ino.ctime_duration_proc_start",
        "proc.vmsize",
        "proc.vmrss", "proc.vmswap", "proc.fdopencount", "proc.fdusage", "proc.nthreads", "proc.nchilds",
        "thread.tid", "thread.vtid", "thread.nametid", "thread.exectime", "thread.totexectime",
        "thread.cpu.user",
        "thread.vmsize.b", "thread.pfmajor", "thread.pfminor", "fd.num", "fd.uid", "fd.ino", "fd.cport",
        "container.start_ts", "container.duration", "jevt.time.iso8601", "jevt.rawtime", "jevt.obj",
        "json.obj",
        "json.rawtime.s", "ka.auditid", "ct.id", "ct.time", "ct.requestid", "ct.sharedeventid",
        "okta.published",
        "okta.transaction.id", "okta.mfa.failure.countlast[30]", "falco.cpu_usage_perc", "scap.n_drops",
        "plugins.container.n_containers", "n_drops_bug", "n_evts",
    ])
    func momentaryFieldsCountForTheIdentityOnly(key: String) throws {
        let one = try Alert.made(changed(key, "1"))
        let two = try Alert.made(changed(key, "2"))
        #expect(one.fingerprint == two.fingerprint)
        #expect(try Alert.made(changed(key, nil)).fingerprint == one.fingerprint)
        #expect(one.id != two.id)
        #expect(key.withBytes { Alert.constancy(of: $0) } == .momentary)
    }

    @Test(arguments: [
        "evt.type", "evt.res", "evt.dir", "evt.arg.fd", "evt.arg.flags", "evt.arg.path", "proc.name",
        "proc.exepath",
        "proc.sid.exepath", "proc.sname", "proc.pgid.name", "proc.cwd", "proc.exe_ino", "proc.tty",
        "thread.cgroups",
        "thread.cap_effective", "fd.sip", "fd.sport", "fd.directory", "fd.type", "container.id",
        "container.name",
        "container.ip", "ka.verb", "ka.target.name", "jevt.value[/verb]", "ct.name", "ct.user", "ct.srcip",
        "ct.region", "okta.evt.type", "okta.actor.name", "github.type", "gcp.methodName", "k8s.pod.uid",
        "n_evt",
        "falcon", "evt", "e", "proc.", "custom",
    ])
    func lastingFieldsCountForBoth(key: String) throws {
        let one = try Alert.made(changed(key, "1"))
        let two = try Alert.made(changed(key, "2"))
        #expect(one.fingerprint != two.fingerprint)
        #expect(one.id != two.id)
        #expect(key.withBytes { Alert.constancy(of: $0) } == .lasting)
    }

    @Test(arguments: [
        ("fd.name", "::1:43106->::1:4444", "::1->::1:4444"),
        ("fd.name", "127.0.0.1:54922->10.0.0.7:443", "127.0.0.1->10.0.0.7:443"),
        ("fd.nameraw", "1.2.3.4:1->5.6.7.8:2", "1.2.3.4->5.6.7.8:2"),
        ("evt.arg.tuple", "::1:43106->::1:4444", "::1->::1:4444"),
        ("fd.name", "::1:5556", "::1:5556"), ("fd.name", "0.0.0.0:80", "0.0.0.0:80"),
        ("fd.name", "/etc/shadow", "/etc/shadow"), ("fd.name", "a:1->b", "a->b"),
        ("fd.name", ":1->b", ":1->b"),
        ("fd.name", "1.2.3.4:->b", "1.2.3.4:->b"), ("fd.name", "1.2.3.4:ab->b", "1.2.3.4:ab->b"),
        ("fd.name", "1.2.3.4:5-", "1.2.3.4:5-"), ("fd.name", "1.2.3.4:5->", "1.2.3.4->"),
        ("fd.name", "ffff88810a5c1c00->ffff88810a5c2000 /run/docker.sock", " /run/docker.sock"),
        ("fd.name", "abc->def", "abc->def"), ("fd.name", "->", "->"), ("fd.name", "", ""),
        ("fd.lport", "43106", ""), ("fd.lport", "32768", ""), ("fd.lport", "32767", "32767"),
        ("fd.rport", "443", "443"), ("fd.rport", "x", "x"), ("fd.rport", "99999999999999999999", ""),
        (
            "evt.args", "fd=3(<f>/etc/shadow) dirfd=-100(AT_FDCWD) name=/etc/shadow ino=818 dev=FE00",
            "fd=(<f>/etc/shadow) dirfd=-100(AT_FDCWD) name=/etc/shadow ino= dev=FE00"
        ),
        ("evt.args", "res=0 path=/usr/bin/x2", "res=0 path=/usr/bin/x2"),
        ("evt.info", "pid=17(sh) ptid=1 addr=7FFE0A", "pid=(sh) ptid= addr="),
        ("evt.info", "fd=", "fd="), ("evt.info", "=", "="), ("evt.info", " fd=-1", " fd="),
        ("proc.name", "x", "x"), ("proc.pid", "1", ""),
    ])
    func lastingParts(key: String, value: String, part: String) {
        let found = key.withBytes { key in
            value.withBytes { value in
                Alert.withLastingPart(of: value, key: key) { String(decoding: $0, as: UTF8.self) }
            }
        }
        #expect(found == part)
    }

    @Test func anotherConnectionIsAnotherThing() throws {
        func connection(_ name: String, _ port: String) throws -> AlertDigest {
            var values = changed("fd.name", name)
            values.fields += [("fd.lport", port), ("fd.type", "ipv4")]
            return try Alert.made(values).fingerprint
        }
        let first = try connection("10.0.0.2:40001->10.0.0.7:443", "40001")
        #expect(try connection("10.0.0.2:40002->10.0.0.7:443", "40002") == first)
        #expect(try connection("10.0.0.2:40001->10.0.0.8:443", "40001") != first)
        #expect(try connection("10.0.0.2:40001->10.0.0.7:80", "40001") != first)
    }

    @Test func digestsAreSixteenHexadecimalDigits() {
        #expect(AlertDigest(value: 0).description == "0000000000000000")
        #expect(AlertDigest(value: 0xab).description == "00000000000000ab")
        #expect(AlertDigest(value: .max).description == "ffffffffffffffff")
    }

    /// Stored ids and fingerprints must not change from one version to the next.
    @Test func digestsStayAsTheyAre() throws {
        let alert = try Alert.made(base)
        #expect(alert.id.description == "47e2bcac8ea268ef")
        #expect(alert.fingerprint.description == "d8cea970f3c5f82a")
    }

    @Test func metricsSnapshotsAreRepeats() throws {
        let snapshots = try Fixtures.textOutputAlerts().filter {
            $0.rule == "Falco internal: metrics snapshot"
        }
        #expect(Set(snapshots.map(\.fingerprint)).count == 1)
        #expect(Set(snapshots.map(\.id)).count == 5)
    }
}

extension String {
    fileprivate func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        Array(utf8).withUnsafeBytes(body)
    }
}
