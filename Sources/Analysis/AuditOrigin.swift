internal import Escaping

/// Who did it, where and from which address, as the events of a plugin's audit log say.
struct AuditOrigin {
    let user: String?
    /// Where it took effect: a namespace, a region, a project, a repository.
    let place: Prose
    let address: String?

    /// `nil` for system calls and for plugins that are not known here.
    init?(_ facts: AlertFields) {
        func first(_ fields: KnownField...) -> String? {
            fields.lazy.compactMap { facts.value(of: $0) }.first
        }
        switch facts.source {
        case let source where source.hasPrefix("k8s"):
            user = first(.auditUser)
            address = nil
            place =
                first(.auditNamespace).map { "namespace \(value: Excerpt.of($0))" }
                ?? "the Kubernetes cluster"
        case "aws_cloudtrail":
            user = first(.cloudUser, .cloudUserARN)
            address = first(.cloudAddress)
            place = first(.cloudRegion).map { "AWS region \(value: Excerpt.of($0))" } ?? "the AWS account"
        case "okta":
            user = first(.oktaActor, .oktaAccount)
            address = first(.oktaAddress)
            place = "Okta"
        case "gcp_auditlog":
            user = first(.googleUser)
            address = first(.googleCaller, .googleAddress)
            place =
                first(.googleProject, .googleProjectID).map { "GCP project \(value: Excerpt.of($0))" }
                ?? "Google Cloud"
        case "github":
            user = first(.gitHubUser)
            address = nil
            place = AuditOrigin.repository(
                owner: first(.gitHubOwner, .gitHubOrganization), name: first(.gitHubRepository))
        default: return nil
        }
    }

    private static func repository(owner: String?, name: String?) -> Prose {
        // The plugin gives the name with its owner where it can.
        if let name, name.utf8.contains(UInt8(ascii: "/")) { return "repository \(value: Excerpt.of(name))" }
        switch (owner, name) {
        case (let owner?, let name?): return "repository \(value: Excerpt.of("\(owner)/\(name)"))"
        case (nil, let name?): return "repository \(value: Excerpt.of(name))"
        case (let owner?, nil): return "GitHub organisation \(value: Excerpt.of(owner))"
        case (nil, nil): return "GitHub"
        }
    }
}
