import FalcoRules
import Knowledge
import Testing

@Suite struct RulesValidatorTests {
    static let glossary = KnowledgeBase().glossary

    private func faults(_ yaml: String) -> [String] {
        let validator = RulesValidator(macros: ["container"], lists: ["shell_binaries"]) {
            Self.glossary.entry($0) != nil
        }
        return Array(yaml.utf8).withUnsafeBufferPointer { validator.faults(in: $0) }.map(\.description)
    }

    @Test func aWholeFileIsFine() {
        #expect(
            faults(
                """
                - required_engine_version: 0.37.0
                - required_plugin_versions: [{name: k8saudit, version: 0.7.0}]
                - list: my_shells
                  items: [bash, "my shell"]
                - macro: my_macro
                  condition: (proc.name in (my_shells) and container)
                - rule: My rule
                  desc: d
                  condition: my_macro and proc.aname[2] in (shell_binaries) and evt.arg.flags contains X
                  output: "%proc.name"
                  priority: Warning
                  tags: [a, T1059]
                  exceptions:
                    - name: one
                      fields: [proc.name, fd.name]
                      comps: [=, startswith]
                      values:
                        - [bash, /etc/a]
                        - ['"a b"', /etc]
                    - name: single
                      fields: proc.name
                      values: [bash, sh]
                    - name: lists
                      fields: [proc.name, fd.name]
                      comps: [in, pmatch]
                      values:
                        - [[bash, sh], [/etc, /usr]]
                        - [shell_binaries, /a]
                - rule: Terminal shell in container
                  exceptions:
                    - name: more
                      fields: [proc.exepath, container.image.repository]
                      values: [[/bin/sh, debug]]
                  override: {exceptions: append}
                - rule: Old style
                  append: true
                  condition: and not (proc.name = x)
                - rule: Off
                  enabled: false
                - macro: container
                  condition: or my_macro
                  override: {condition: append}
                """) == [])
    }

    static let wrong: [(String, String)] = [
        ("a: b", "1: a rules file is a list"), ("- x", "1: an item is a map"),
        ("- {foo: bar}", "1: an item is a `rule`, a `macro` or a `list`"),
        ("- {macro: a b, condition: container}", "`a b` can be no macro's name"),
        ("- {macro: m}", "the item lacks `condition`"), ("- {list: l}", "the item lacks `items`"),
        ("- {rule: r}", "the item lacks `enabled`"),
        ("- {rule: r, condition: container}", "the item lacks `output`"),
        ("- {rule: r, condition: container, output: o, desc: d, priority: loud}", "`loud` is no priority"),
        ("- {rule: r, enabled: maybe}", "`enabled` is `true` or `false`"),
        ("- {macro: m, condition: container and}", "in the condition: expected a space"),
        ("- {macro: m, condition: proc.nam = x}", "Falco has no field `proc.nam`"),
        ("- {macro: m, condition: other}", "there is no macro `other`"),
        ("- {macro: m, condition: proc.name in others}", "there is no list `others`"),
        ("- {macro: m, condition: m}", "there is no macro `m`"),
        (
            "- {rule: r, condition: and container, override: {condition: append}, append: true}",
            "exclude each other"
        ),
        ("- {rule: r, condition: container, override: {condition: add}}", "by `append` or `replace`"),
        (
            "- {rule: r, priority: INFO, override: {priority: append}}",
            "`priority` cannot be overridden by `append`"
        ),
        ("- {rule: r, override: {condition: append}}", "`override` names `condition`, which the item lacks"),
        ("- {rule: r, condition: and x, output: o, override: {condition: append}}", "`output` has no entry"),
        ("- {macro: m, condition: container, override: {items: append}}", "`items` cannot be overridden"),
    ]

    @Test(arguments: wrong)
    func saysWhatIsWrong(_ yaml: String, _ message: String) {
        let faults = faults(yaml)
        #expect(faults.contains { $0.contains(message) }, "\(faults)")
    }

    static let exceptions: [(String, String)] = [
        ("[{fields: [proc.name], values: [[x]]}]", "the item lacks `name`"),
        ("[{name: a, fields: [proc.nam], values: [[x]]}]", "Falco has no field `proc.nam`"),
        ("[{name: a, fields: [proc.name, fd.name], values: [[x]]}]", "has 1 values for 2 fields"),
        ("[{name: a, fields: [proc.name, fd.name], comps: [=], values: [[x, y]]}]", "`comps` has 1 entries"),
        ("[{name: a, fields: [proc.name], comps: [like], values: [[x]]}]", "`like` is no operator"),
        ("[{name: a, fields: [proc.name], values: [x]}]", "a row of `values` is a list"),
        ("[{name: a, fields: proc.name, values: [[x]]}]", "with one field `values` is a list of texts"),
        ("[{name: a, fields: [proc.name], values: [['a(b']]}]", "makes no condition"),
        ("[{name: a, fields: [proc.name], values: [['\"a']]}]", "makes no condition"),
        ("[{name: a, fields: [proc.name]}, {name: a, fields: [fd.name]}]", "comes twice"),
        ("[x]", "an exception is a map"), ("x", "`exceptions` is a list"),
    ]

    @Test(arguments: exceptions)
    func saysWhatIsWrongWithExceptions(_ yaml: String, _ message: String) {
        let faults = faults("- {rule: r, exceptions: \(yaml), override: {exceptions: append}}")
        #expect(faults.contains { $0.contains(message) }, "\(faults)")
    }

    /// What Falco makes of an exception.
    @Test func exceptionsBecomeConditions() throws {
        let yaml = """
            - rule: r
              exceptions:
                - {name: a, fields: [proc.name, fd.name], comps: [=, in], values: [[x y, [a, b c]], [z, w]]}
                - {name: b, fields: proc.name, values: [x, y z]}
              override: {exceptions: append}
            """
        let file = try Array(yaml.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
        let exceptions = try #require(file.rules.first).exceptions
        #expect(
            exceptions[0].condition()
                == "((proc.name = \"x y\" and fd.name in (a, \"b c\")) or (proc.name = z and fd.name in (w)))"
        )
        #expect(exceptions[1].condition() == "(proc.name in (x, \"y z\"))")
    }

    @Test func manyDocumentsAreOneFile() {
        #expect(faults("- {macro: a, condition: container}\n---\n- {macro: b, condition: a}\n") == [])
        #expect(faults("") == [])
        #expect(faults("---\n# nothing\n") == [])
    }

    @Test(arguments: ["&a [x]", "[", "- {rule: r", "\u{0}", "- *x", "- !t x"])
    func whatIsNoPlainYAMLIsRefused(_ yaml: String) {
        #expect(!faults(yaml).isEmpty)
    }
}
