import FalcoRules
import Testing

@Suite struct RuleCollectionTests {
    private func collection(_ files: String...) throws -> RuleCollection {
        var collection = RuleCollection()
        for (index, text) in files.enumerated() {
            let file = try Array(text.utf8).withUnsafeBufferPointer { try RulesFileReader.read($0) }
            try collection.add(file, origin: "file \(index)")
        }
        return collection
    }

    static let base = """
        - list: shells
          items: [sh, bash]
        - list: more
          items: [shells, "my shell"]
        - list: none
          items: []
        - macro: quiet
          condition: (evt.num=0)
        - rule: R
          desc: d
          condition: proc.name in (more) and not quiet
          output: o
          priority: INFO
          exceptions:
            - name: known
              fields: [proc.name, fd.name]
              comps: [in, pmatch]
              values:
                - [shells, /etc]
            - name: empty
              fields: [proc.name]
        """

    private func holds(
        _ collection: RuleCollection, _ exception: Int, _ fields: [String: String?]
    ) throws -> Truth? {
        let rule = try #require(collection.rule("R"))
        guard let condition = try collection.condition(of: rule.exceptions[exception].exception) else {
            return nil
        }
        return try ConditionEvaluator(condition, macros: collection.macroConditions(), type: fieldType)
            .evaluate(Event(fields))
    }

    @Test func exceptionsBecomeConditions() throws {
        let collection = try collection(Self.base)
        #expect(try holds(collection, 0, ["proc.name": "sh", "fd.name": "/etc/x"]) == .yes)
        #expect(try holds(collection, 0, ["proc.name": "zsh", "fd.name": "/etc/x"]) == .no)
        #expect(try holds(collection, 0, ["proc.name": "sh", "fd.name": "/var"]) == .no)
        #expect(try holds(collection, 1, [:]) == nil)
        #expect(collection.rule("R")?.exceptions.map(\.origin) == ["file 0", "file 0"])
    }

    @Test func laterFilesAppendReplaceAndSwitchOff() throws {
        let collection = try collection(
            Self.base,
            """
            - list: shells
              items: [zsh]
              override: {items: append}
            - macro: quiet
              condition: or proc.name = x
              override: {condition: append}
            - rule: R
              exceptions:
                - name: known
                  values: [[dog, /dog]]
                - name: new
                  fields: proc.name
                  values: [a, b c]
              override: {exceptions: append}
            - rule: R
              enabled: false
            """)
        #expect(try holds(collection, 0, ["proc.name": "zsh", "fd.name": "/etc/x"]) == .yes)
        #expect(try holds(collection, 0, ["proc.name": "dog", "fd.name": "/dog"]) == .yes)
        #expect(try holds(collection, 2, ["proc.name": "b c"]) == .yes)
        #expect(collection.rule("R")?.isEnabled == false)
        #expect(collection.macro("quiet")?.condition == "(evt.num=0) or proc.name = x")
        #expect(collection.rule("R")?.exceptions[2].origin == "file 1")
    }

    @Test func listsArePutIntoTheText() throws {
        let collection = try collection(Self.base)
        #expect(
            collection.resolved("proc.name in (more)") == #"proc.name in ( sh, bash, "my shell" )"#)
        #expect(collection.resolved("proc.name in (a, none)") == "proc.name in (a  )")
        #expect(collection.resolved("proc.name in (none, a)") == "proc.name in (   a)")
        // As in Falco, also within quotes; never within a word.
        #expect(collection.resolved("proc.cmdline = \"x shells\"") == "proc.cmdline = \"x shells\"")
        #expect(collection.resolved("proc.cmdline = \"x shells y\"") == "proc.cmdline = \"x sh, bash y\"")
        #expect(collection.resolved("proc.name = my_shells") == "proc.name = my_shells")
    }

    @Test func aSitesOwnFileStandsAlone() throws {
        let collection = try collection(
            """
            - rule: Elsewhere
              exceptions:
                - name: mine
                  fields: [proc.name]
                  values: [[x]]
              override: {exceptions: append}
            """)
        #expect(collection.rule("Elsewhere")?.isDefined == false)
        #expect(collection.rule("Elsewhere")?.exceptions.count == 1)
    }

    @Test func whatFalcoRefusesIsRefused() throws {
        #expect(throws: RulesFileError.self) {
            try collection(
                Self.base,
                """
                - rule: R
                  exceptions: [{name: known, fields: [proc.name], values: [[x]]}]
                  override: {exceptions: append}
                """)
        }
        #expect(throws: RulesFileError.self) {
            try collection(
                Self.base,
                """
                - rule: R
                  exceptions: [{name: unheard, values: [[x]]}]
                  override: {exceptions: append}
                """)
        }
    }
}
