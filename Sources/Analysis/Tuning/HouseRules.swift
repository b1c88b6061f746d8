internal import Escaping
internal import FalcoRules

/// The site's own rules files: what they except already, and what of them a proposal can use.
struct HouseRules {
    let collection: RuleCollection
    /// Whether files were given at all.
    let isGiven: Bool
    let types: FieldTypes
    private let given: [(rule: String, exception: RuleCollection.Exception)]

    init(_ collection: RuleCollection?, types: FieldTypes) {
        isGiven = collection != nil
        self.collection = collection ?? RuleCollection()
        self.types = types
        given = self.collection.rules.flatMap { rule in rule.exceptions.map { (rule.name, $0) } }
    }

    /// What an exception excepts; a fault in words when that cannot be told.
    private func evaluator(
        _ exception: RulesFile.Exception
    ) -> Result<ConditionEvaluator?, ConditionFault> {
        if let list = unknownList(in: exception) {
            return .failure(
                ConditionFault(message: "it names `\(list)`, which may be a list of another file"))
        }
        do throws(ConditionFault) {
            guard let condition = try collection.condition(of: exception) else { return .success(nil) }
            return .success(try ConditionEvaluator(condition, type: { types($0) }))
        } catch {
            return .failure(error)
        }
    }

    /// A value that looks like the name of a list and is none of those that the files define.
    private func unknownList(in exception: RulesFile.Exception) -> String? {
        for row in exception.values {
            for (comparator, value) in zip(exception.comparators, row) {
                guard RuleCondition.Comparator(rawValue: comparator)?.takesList ?? false,
                    case .one(let name) = value
                else { continue }
                let isName =
                    name.utf8.contains(UInt8(ascii: "_"))
                    && name.utf8.allSatisfy { ASCIIName.isPart($0) }
                if isName, collection.list(name)?.isDefined != true { return name }
            }
        }
        return nil
    }

    /// Rules that one remark names.
    private static let mostNamed = 8

    // MARK: What there is

    /// Shapes that the exceptions cover.
    func covered(by table: NoiseTable) -> Set<Int> {
        var covered: Set<Int> = []
        for (rule, exception) in given {
            guard let place = table.rules.firstIndex(where: { $0.name == rule }),
                case .success(let evaluator?) = evaluator(exception.exception)
            else { continue }
            table.pool.withAll { bytes in
                for (index, shape) in table.shapes.enumerated() where Int(shape.rule) == place {
                    if evaluator.evaluate(ShapeSource(table, shape, bytes)) == .yes { covered.insert(index) }
                }
            }
        }
        return covered
    }

    /// What each exception would do to the history.
    func existing(in table: NoiseTable) -> [TuningReport.Existing] {
        given.map { rule, exception in
            var existing = TuningReport.Existing(
                rule: rule, name: exception.exception.name, origin: exception.origin, matches: 0,
                undecided: 0,
                missing: [], fault: nil)
            switch evaluator(exception.exception) {
            case .failure(let fault): existing.fault = fault.message
            case .success(nil): existing.fault = "it has no values"
            case .success(let evaluator?):
                guard let place = table.rules.firstIndex(where: { $0.name == rule }) else { break }
                existing.undecided += table.rules[place].unkept
                table.pool.withAll { bytes in
                    for shape in table.shapes where Int(shape.rule) == place {
                        let source = ShapeSource(table, shape, bytes)
                        switch evaluator.evaluate(source) {
                        case .yes: existing.matches += shape.count
                        case .no: break
                        case .unknown:
                            existing.undecided += shape.count
                            for field in evaluator.undecided(source) where !existing.missing.contains(field) {
                                existing.missing.append(field)
                            }
                        }
                    }
                }
            }
            return existing
        }
    }

    /// What a reader of the files should know before he uses a proposal.
    func remarks(on table: NoiseTable, rules: [Int]) -> [Prose] {
        guard isGiven else { return [] }
        func names(_ rules: [Int]) -> Prose {
            var names = Prose()
            for rule in rules.prefix(Self.mostNamed) {
                if !names.isEmpty { names.append(", ") }
                names.append(value: Excerpt.of(table.rules[rule].name, longest: 96))
            }
            let more = rules.count - Self.mostNamed
            if more > 0 { names.append(" and \(more) more" as Prose) }
            return names
        }
        var remarks: [Prose] = []
        let known = rules.map { collection.rule(table.rules[$0].name) }
        let undefined = zip(rules, known).filter { $1?.isDefined != true }.map(\.0)
        if !undefined.isEmpty {
            remarks.append(
                "None of the files given defines \(names(undefined)). Falco refuses to change a rule that no file before has defined, so load the one that does before the proposals."
            )
        }
        let off = zip(rules, known).filter { $1?.isEnabled == false }.map(\.0)
        if !off.isEmpty {
            remarks.append(
                "The files given switch \(names(off)) off: its alerts are from before that.")
        }
        return remarks
    }

    /// A name that no exception of the rule has.
    func freeName(_ name: String, rule: Int, _ study: TuningStudy) -> String {
        let taken = Set(
            (collection.rule(study.table.rules[rule].name)?.exceptions ?? []).map(\.exception.name))
        if !taken.contains(name) { return name }
        return (2...).lazy.map { "\(name)_\($0)" }.first { !taken.contains($0) } ?? name
    }

    // MARK: What can be used

    /// The finding as a row of an exception, or as an item of a list, that the files have already.
    func change(for finding: TuningStudy.Finding, in study: TuningStudy) -> TuningChange? {
        guard isGiven, !finding.isCondition else { return nil }
        let name = study.table.rules[finding.rule].name
        guard let rule = collection.rule(name) else { return nil }
        for exception in rule.exceptions {
            if let change = listItem(for: finding, exception.exception, study) { return change }
        }
        for exception in rule.exceptions {
            if let change = row(for: finding, exception.exception, study) { return change }
        }
        return nil
    }

    /// A row for an exception that looks at nothing but what the finding tells, and at enough of it.
    private func row(
        for finding: TuningStudy.Finding, _ exception: RulesFile.Exception, _ study: TuningStudy
    ) -> TuningChange? {
        guard exception.fields.count >= 2, !exception.isSingle else { return nil }
        var row = TuningRow(tests: [])
        for (field, comparator) in zip(exception.fields, exception.comparators) {
            guard let test = finding.row.test(of: field), !test.isList,
                let wanted = RuleCondition.Comparator(rawValue: comparator)
            else { return nil }
            switch (wanted, test.comparator) {
            case (.equal, .equal), (.same, .equal), (.isIn, .equal), (.isIn, .isIn), (.pmatch, .pmatch): break
            default: return nil
            }
            row.tests.append(TuningTest(field: field, comparator: wanted, values: test.values))
        }
        guard row.isWritable, holdsForNothingElse(row.condition, finding, study) else { return nil }
        return change(exception, [row], [finding], study)
    }

    /// Changes that add rows to the same exception as one.
    func joined(_ changes: [TuningChange], in study: TuningStudy) -> [TuningChange] {
        var joined: [TuningChange] = []
        for change in changes {
            guard change.form == .row,
                let place = joined.firstIndex(where: {
                    $0.form == .row && $0.rule == change.rule && $0.name == change.name
                }),
                let exception = collection.rule(study.table.rules[change.rule].name)?.exceptions
                    .first(where: { $0.exception.name == change.name }),
                let both = self.change(
                    exception.exception, joined[place].rows + change.rows,
                    joined[place].findings + change.findings,
                    study)
            else {
                joined.append(change)
                continue
            }
            joined[place] = both
        }
        return joined
    }

    private func change(
        _ exception: RulesFile.Exception, _ rows: [TuningRow], _ findings: [TuningStudy.Finding],
        _ study: TuningStudy
    ) -> TuningChange? {
        let rule = study.table.rules[findings[0].rule].name
        let values = rows.map(TuningChange.written)
        let yaml = TuningYAML.exceptions(
            rule: rule,
            TuningYAML.definition(name: exception.name, fields: [], comparators: [], rows: values))
        // With the fields that the exception has already, to be read by itself.
        let whole = TuningYAML.exceptions(
            rule: rule,
            TuningYAML.definition(
                name: exception.name, fields: exception.fields, comparators: exception.comparators,
                rows: values))
        guard let evaluator = TuningChange.readBack(whole, study) else { return nil }
        return TuningChange(
            rule: findings[0].rule, form: .row, name: exception.name, rows: rows, findings: findings,
            yaml: yaml, evaluator: evaluator,
            note: "It adds to your exception \(value: Excerpt.of(exception.name, longest: 64)).")
    }

    /// An item for a list that an exception names, where all else of the exception's row holds already.
    private func listItem(
        for finding: TuningStudy.Finding, _ exception: RulesFile.Exception, _ study: TuningStudy
    ) -> TuningChange? {
        guard exception.fields.count >= 2, !exception.isSingle else { return nil }
        for values in exception.values {
            var lists: [(field: String, name: String)] = []
            for ((field, comparator), value) in zip(zip(exception.fields, exception.comparators), values) {
                let name: String? =
                    switch value {
                    case .one(let text): text
                    case .many(let texts): texts.count == 1 ? texts[0] : nil
                    }
                if comparator == "in", let name, collection.list(name)?.isDefined == true {
                    lists.append((field, name))
                }
            }
            guard lists.count == 1, let test = finding.row.test(of: lists[0].field),
                test.comparator == .equal,
                test.isWritable,
                isUsedByExceptionsAlone(lists[0].name, rule: study.table.rules[finding.rule].name)
            else { continue }
            var widened = exception
            widened.values = [
                zip(exception.fields, values).map { $0 == lists[0].field ? .many([written(test)]) : $1 }
            ]
            guard let condition = try? collection.condition(of: widened) ?? nil,
                holdsForNothingElse(condition, finding, study),
                let evaluator = try? ConditionEvaluator(condition, type: { types($0) })
            else { continue }
            return TuningChange(
                rule: finding.rule, form: .list, name: lists[0].name, rows: [], findings: [finding],
                yaml: TuningYAML.list(
                    lists[0].name, adding: [test.values.compactMap(Escaping.falcoValue)[0]]),
                evaluator: evaluator,
                note:
                    "It adds to your list \(value: Excerpt.of(lists[0].name, longest: 64)), which your exception \(value: Excerpt.of(exception.name, longest: 64)) names."
            )
        }
        return nil
    }

    /// As a value that Falco pastes into a condition; one with a space in quotes of the condition's own.
    private func written(_ test: TuningTest) -> String {
        let value = test.values[0]
        let isWord = value.utf8.allSatisfy {
            ASCIIName.isPart($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".")
                || $0 == UInt8(ascii: "-")
        }
        return isWord ? value : "\"\(value)\""
    }

    /// Whether nothing but exceptions of that rule names a list.
    private func isUsedByExceptionsAlone(_ list: String, rule: String) -> Bool {
        func names(_ text: String) -> Bool {
            text.utf8.split { !ASCIIName.isPart($0) }.contains { $0.elementsEqual(list.utf8) }
        }
        if collection.macros.contains(where: { names($0.condition) }) { return false }
        if collection.rules.contains(where: { names($0.condition) }) { return false }
        if collection.lists.contains(where: { $0.name != list && $0.items.contains(list) }) { return false }
        return given.allSatisfy { owner, exception in
            owner == rule
                || !exception.exception.values.joined().contains { value in
                    switch value {
                    case .one(let text): text == list
                    case .many(let texts): texts.contains(list)
                    }
                }
        }
    }

    /// Whether a condition covers all that the finding is for, and nothing that the finding itself would not hide.
    private func holdsForNothingElse(
        _ condition: RuleCondition, _ finding: TuningStudy.Finding, _ study: TuningStudy
    ) -> Bool {
        let (hidden, undecided) = study.matches(condition, rule: finding.rule)
        guard undecided.isEmpty, finding.shapes.isSubset(of: hidden) else { return false }
        let narrow = study.matches(finding.row.condition, rule: finding.rule).hidden
        return Set(hidden).isSubset(of: Set(narrow).union(study.covered))
    }
}

/// Letters, digits and `_`.
enum ASCIIName {
    static func isPart(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
    }
}
