import TestSupport
import Testing

struct HelpTests {
    @Test(arguments: [
        [], ["attach"], ["analyze"], ["incidents"], ["tune"], ["demo"], ["relay"], ["doctor"], ["explain"],
        ["version"], ["playbook"],
        ["playbook", "check"], ["playbook", "show"],
    ])
    func everyCommandHasHelpWithExamples(_ command: [String]) async throws {
        let output = try await Tool.run(Tool.falconer, command + ["--help"])
        #expect(output.exit?.code == 0)
        #expect(output.text.contains("EXAMPLES"))
    }

    @Test func versionNamesTheLibraries() async throws {
        let output = try await Tool.falconer("version")
        #expect(output.exit?.code == 0)
        for name in [
            "falconer", "libnghttp2", "libprotobuf-c", "simdjson", "OpenSSL", "libyaml", "libmicrohttpd  ",
            "libcurl  ",
        ] {
            #expect(output.text.contains(name), "\(output.text)")
        }
    }

    @Test func versionAsksFalcoForItsOwn() async throws {
        let falco = try await FakeFalco()
        let output = try await Tool.falconer("version", "--socket", falco.address)
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("0.43.1"))
    }

    @Test func explainCoversTheStableRules() async throws {
        let list = try await Tool.falconer("explain", "--list")
        #expect(list.exit?.code == 0)
        #expect(list.text.contains("Terminal shell in container"))
        let output = try await Tool.falconer("explain", "terminal shel in contaner")
        #expect(output.exit?.code == 0, "\(output.errorText)")
        #expect(output.text.contains("Terminal shell in container"))
        #expect(try await Tool.falconer("explain", "no rule is called this").exit?.code == 64)
    }
}
