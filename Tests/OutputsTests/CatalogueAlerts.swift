import FalcoAlerts
import Knowledge
import TestSupport

/// An alert of each public rule: a captured one where there is one, otherwise one with the fields that the rule prints.
enum CatalogueAlerts {
    static let knowledge = KnowledgeBase()

    static func captured(_ rule: String) throws -> Alert? {
        for batch in [try Fixtures.textOutputAlerts(), try Fixtures.jsonOutputAlerts()] {
            if let alert = batch.first(where: { $0.rule == rule }) { return alert }
        }
        return nil
    }

    /// With `changes` in place of what the rule's fields hold otherwise.
    static func made(_ rule: CatalogueRule, _ changes: [String: String] = [:]) throws -> Alert {
        var fields = Dictionary(
            rule.outputFields.map { ($0, values[$0] ?? "example") }, uniquingKeysWith: { first, _ in first })
        if rule.source == "syscall" {
            for key in [
                "container.id", "container.name", "container.image.repository", "container.image.tag",
            ] {
                fields[key] = values[key]
            }
        }
        if fields.keys.contains(where: { $0.hasPrefix("fd.r") || $0.hasPrefix("fd.l") || $0 == "fd.sip" }) {
            fields["evt.type"] = "connect"
        }
        fields.merge(changes) { _, change in change }
        return try AlertValues(
            time: Timestamp(seconds: 1_795_376_468, nanoseconds: 47_145_942),
            priority: Priority(spelling: rule.priority) ?? .notice, rule: rule.name,
            output: "19:41:08.047145942: \(rule.priority) Something happened",
            fields: fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, hostname: "node1",
            tags: rule.tags, source: rule.source
        ).alert()
    }

    static func any(_ rule: CatalogueRule) throws -> Alert { try captured(rule.name) ?? made(rule) }

    private static let values: [String: String] = [
        "container.id": "3f2a9c81d7e4", "container.name": "web",
        "container.image": "docker.io/library/nginx:1.27.3",
        "container.image.repository": "docker.io/library/nginx", "container.image.tag": "1.27.3",
        "container.mounts": "/var/run/docker.sock:/var/run/docker.sock:rw:true:rprivate",
        "proc.name": "sh", "proc.exepath": "/usr/bin/dash", "proc.cmdline": "sh -c id", "proc.pname": "nginx",
        "proc.pcmdline": "nginx: worker process", "proc.pexepath": "/usr/sbin/nginx", "proc.exe": "/bin/sh",
        "proc.aname[2]": "nginx", "proc.aname[3]": "containerd-shim", "proc.aname[4]": "systemd",
        "proc.tty": "0", "proc.pid": "4711", "proc.ppid": "4700", "proc.sid": "4700", "proc.cwd": "/srv",
        "user.name": "root", "user.uid": "0", "user.loginuid": "-1", "user.loginname": "<NA>",
        "evt.type": "execve", "evt.res": "SUCCESS", "evt.arg.flags": "EXE_WRITABLE",
        "evt.args": "filename: /bin/sh",
        "fd.name": "/etc/example", "fd.type": "file", "fd.rip": "203.0.113.9", "fd.rport": "443",
        "fd.lip": "10.0.0.5", "fd.lport": "41000", "fd.sport": "443", "fd.sip": "203.0.113.9",
        "fd.cip": "10.0.0.5",
        "fd.cport": "41000", "fd.l4proto": "tcp", "k8s.ns.name": "shop", "k8s.pod.name": "web-6d9",
        "ka.user.name": "jane@example.com", "ka.verb": "create", "ka.target.resource": "pods",
        "ka.target.name": "web-6d9", "ka.target.namespace": "shop", "ka.response.code": "201",
        "ka.response.reason": "Created", "ka.auth.decision": "allow",
        "ka.auth.reason": "RBAC: allowed by RoleBinding",
        "ka.req.pod.containers.image": "docker.io/library/nginx:1.27", "ka.resp.name": "web-6d9",
        "ka.uri": "/version", "ka.target.subresource": "exec",
        "ct.user": "jane", "ct.srcip": "198.18.0.7", "ct.region": "eu-west-1", "s3.bucket": "customer-data",
        "ct.user.arn": "arn:aws:iam::123456789012:user/jane", "okta.actor.name": "Jane Doe",
        "okta.client.ip": "198.18.0.7", "okta.target.user.name": "Joe Roe",
        "okta.reason": "INVALID_CREDENTIALS",
        "okta.client.geo.country": "Brazil", "gcp.user": "jane@example.com", "gcp.callerIP": "198.18.0.7",
        "gcp.projectId": "shop-prod", "gcp.request": "{\"name\":\"customer-data\"}",
        "gcp.storage.bucket": "customer-data",
        "gcp.authorizationInfo": "[{\"granted\":true,\"permission\":\"storage.buckets.update\"}]",
        "gcp.methodName": "storage.buckets.update", "gcp.serviceName": "storage.googleapis.com",
        "github.user": "jane",
        "github.org": "acme", "github.owner": "acme", "github.repo.name": "acme/shop",
        "github.repo.url": "https://github.com/acme/shop",
    ]
}
