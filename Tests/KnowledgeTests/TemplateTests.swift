import Testing

@testable import Knowledge

@Suite struct TemplateTests {
    @Test func partsWordsAndFields() throws {
        let template = try Template(parsing: "Ask {user|them} about {proc.aname[2]} at {{x}}, {fd.name}") {
            _ in true
        }
        #expect(
            template.segments == [
                .words("Ask "), .derived(.user, fallback: "them"), .words(" about "),
                .field("proc.aname[2]", fallback: nil), .words(" at {x}, "), .field("fd.name", fallback: nil),
            ])
        #expect(template.fields == ["proc.aname[2]", "fd.name"])
    }

    @Test func bracesOfOtherLanguagesAreWrittenTwice() throws {
        let template = try Template(parsing: "--template='{{{{.info.pid}}}}' {container.id}") { _ in true }
        #expect(
            template.segments == [
                .words("--template='{{.info.pid}}' "), .field("container.id", fallback: nil),
            ])
    }

    @Test func anEmptyFallbackIsOne() throws {
        #expect(
            try Template(parsing: "{proc.pid|}") { _ in true }.segments == [.field("proc.pid", fallback: "")])
    }

    @Test(arguments: [
        ("{proc.name", "without `}`"), ("proc.name}", "without `{`"), ("{}", "no field name"),
        ("{proc name}", "no field name"), ("{usr}", "did you mean `user`?"), ("{a.b.}", "no field name"),
        ("{proc.aname[}", "no field name"), ("{nothing}", "one of the words process, container"),
    ])
    func saysWhatIsWrong(text: String, part: String) {
        let fault = #expect(throws: Template.Fault.self) {
            _ = try Template(parsing: text) { $0.hasPrefix("proc.") }
        }
        #expect(fault?.message.contains(part) == true, "\(fault?.message ?? "")")
    }
}

@Suite struct FieldNameTests {
    @Test(arguments: [
        "proc.name", "proc.aname[3]", "n_drops", "ka.uri.param[command]", "json.value[/a/b-c/0]",
        "okta.mfa.deny.countlast[300]",
    ])
    func letsIn(name: String) { #expect(FieldName.isValid(name)) }

    @Test(arguments: [
        "", ".", "a..b", ".a", "a.", "a b", "a[", "a[b", "a[b]]", "a[b[c]]", "[a]", "a]", "a-b", "ä.b",
        "a[\u{7F}]",
    ])
    func keepsOut(name: String) { #expect(!FieldName.isValid(name)) }
}
