import Testing

@testable import Knowledge

@Suite struct CloudClientTests {
    @Test(
        arguments: [
            ("aws iam get-user --user-name={ct.user}", CloudClient.aws),
            ("aws iam get-user --user-name={ct.user} | jq .", .aws),
            ("name={gcp.user} && gcloud logging read \"$name\"", .gcloud),
            ("gh api repos/{github.repo.name}", .gh),
            ("(gh repo view {github.repo.name})", .gh), ("ls {fd.name}", nil), ("ls /opt/aws/{fd.name}", nil),
            ("grep high {fd.name}", nil),
        ] as [(String, CloudClient?)]) func isFoundInACommand(command: String, client: CloudClient?) throws
    {
        #expect(try CloudClient(calledBy: Template(parsing: command) { _ in true }) == client)
    }

    @Test(
        arguments: [
            (.aws, "file:///etc/passwd"), (.aws, "FILE:///x"), (.aws, "fileb://x"),
            (.aws, "http://127.0.0.1/x"),
            (.aws, "https://x"), (.gcloud, "x\" OR \"1\"=\"1"), (.gcloud, "a b"), (.gcloud, "a)"),
            (.gcloud, "é"),
            (.gcloud, "a\\b"), (.gh, "../../etc"), (.gh, "org/.."), (.gh, "@/etc/passwd"), (.gh, "{owner}"),
            (.gh, ":owner"), (.gh, "a?b"), (.gh, "/user"), (.gh, "a b"),
        ] as [(CloudClient, String)]) func refusesWhatItsClientReads(client: CloudClient, value: String)
    {
        #expect(!client.takesAsText(value))
    }

    @Test(
        arguments: [
            (.aws, "alice"), (.aws, "arn:aws:iam::123456789012:user/alice"), (.aws, "my function"),
            (.gcloud, "svc@project.iam.gserviceaccount.com"), (.gcloud, "projects/_/buckets/b-1"),
            (.gh, "octo-org/octo.repo"), (.gh, "dependabot[bot]"), (.gh, "build_1.yml"),
        ] as [(CloudClient, String)]) func takesNames(client: CloudClient, value: String)
    {
        #expect(client.takesAsText(value))
    }
}
