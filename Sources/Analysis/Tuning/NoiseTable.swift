internal import FalcoAlerts
internal import Knowledge

/// Counts alerts by what tuning can go by, in one pass and in bounded memory.
///
/// Alerts that are equal in all that lasts (see `Alert.fingerprint`) but for machine, container and pod are one shape.
/// Where a rule has too many shapes, the field with the most values stops telling them apart, but for those that have
/// been most frequent so far: its value is then unknown.
struct NoiseTable {
    struct Limits: Sendable {
        var rules = 1024
        var shapes = 32_768
        var shapesOfRule = 2048
        var values = (values: 1 << 17, bytes: 12 << 20)
        /// Groups of all shapes together that are told apart.
        var groups = 1 << 18
        init() {}
    }

    /// More fields than Falco's rules print by far.
    private static let mostFields = 96

    let knowledge: KnowledgeBase
    let limits: Limits
    var rules: [NoiseRule] = []
    private(set) var layouts: [NoiseLayout] = []
    /// Of each layout: whether signs must be looked for in each alert.
    private var seesEach: [Bool] = []
    var doers: [NoiseDoer] = []
    var activities: [NoiseActivity] = []
    var shapes: [NoiseShape] = []
    var pool: ValuePool
    /// What tells shapes apart, field by field, shape after shape: numbers in the pool; `ValuePool.unknown` for what does
    /// not; or below it, for a value of which only a part is kept, that part's number from -2 down.
    var numbers: [Int32] = []
    /// The same for machine, container and pod, as long as all alerts of a shape agree.
    var looseNumbers: [Int32] = []
    private(set) var total = 0
    private(set) var range = HistoryRange()
    /// Alerts of rules beyond the bound.
    private(set) var unnamed = 0

    private var rulePlaces: [UInt64: Int32] = [:]
    private var layoutPlaces: [UInt64: Int32] = [:]
    var doerPlaces: [UInt64: Int32] = [:]
    var activityPlaces: [UInt64: Int32] = [:]
    var shapePlaces: [UInt64: Int32] = [:]
    /// Groups that shapes hold together.
    private var groups = 0
    private var isOutOfGroups = false
    private var judge: SignJudge
    private var scratch: [Int32] = []
    let hash = ByteHash(seed: 0x70E5_0FA1_C0DE)

    init(knowledge: KnowledgeBase, limits: Limits = Limits()) {
        self.knowledge = knowledge
        self.limits = limits
        pool = ValuePool(capacity: limits.values)
        judge = SignJudge(knowledge: knowledge)
    }

    // MARK: Taking alerts

    /// - Parameters:
    ///   - group: the group that the alert belongs to, 0 for none; what becomes of groups shows in the end.
    ///   - isNothing: whether a group turned out to be nothing already.
    mutating func take(
        _ alert: Alert, group: UInt32 = 0, isNothing: (UInt32) -> Bool = { _ in false }
    ) {
        alert.withView { view in
            guard let shape = take(view, alert), group != 0 else { return }
            note(group, of: shape, isNothing)
        }
    }

    /// - Returns: the alert's shape, if there was room for one.
    private mutating func take(_ view: AlertView, _ alert: Alert) -> Int? {
        let time = time(of: view)
        let host = hash.of(Stretch(view.hostname, of: view))
        total += 1
        guard let rule = rule(of: view, alert) else {
            unnamed += 1
            return nil
        }
        let priority = Int(view.priority)
        rules[rule].count += 1
        rules[rule].priorities[(0..<8).contains(priority) ? priority : 8] += 1
        rules[rule].hosts.insert(host)
        guard view.fields.count <= Self.mostFields, let layout = layout(of: view, rule, alert) else {
            rules[rule].rhythm.note(time, instance: host)
            rules[rule].unkept += 1
            return nil
        }
        var instance = host
        if let place = layouts[layout].container {
            let id = Stretch(view.fields[place].value, of: view)
            let container = hash.of(id)
            instance = hash.combine(host, container)
            if !id.equals("host"), !id.saysNothing { rules[rule].containers.insert(container) }
        }
        rules[rule].rhythm.note(time, instance: instance)
        var shape = shape(of: view, alert, rule, layout)
        // A flood may take one field after the other.
        var attempts = 0
        while shape == nil, attempts < 4, relieve(for: rule) {
            shape = self.shape(of: view, alert, rule, layout)
            attempts += 1
        }
        guard let shape else {
            rules[rule].unkept += 1
            return nil
        }
        note(shape, time, instance, view)
        return shape
    }

    /// The alert's time, unless it does not fit the others.
    private mutating func time(of view: AlertView) -> Int64? {
        guard let time = Self.nanoseconds(view) else { return nil }
        let reading = range.note(time)
        if reading.leavesOthersOut { forgetStrayTimes() }
        return reading.fits ? time : nil
    }

    private mutating func note(_ group: UInt32, of shape: Int, _ isNothing: (UInt32) -> Bool) {
        let before = shapes[shape].groups.count
        if groups >= limits.groups, !isOutOfGroups {
            for place in shapes.indices { shapes[place].groups.drop(where: isNothing) }
            groups = shapes.reduce(0) { $0 + $1.groups.count }
            // Rather none any more than to look through all of them again and again.
            isOutOfGroups = groups > limits.groups / 4 * 3
        }
        if isOutOfGroups {
            shapes[shape].groups.addOthers()
            return
        }
        if !shapes[shape].groups.add(group) {
            shapes[shape].groups.drop(where: isNothing)
            if !shapes[shape].groups.add(group) { shapes[shape].groups.addOthers() }
        }
        groups += shapes[shape].groups.count - before
    }

    private mutating func note(_ shape: Int, _ time: Int64?, _ instance: UInt64, _ view: AlertView) {
        shapes[shape].count += 1
        if let time {
            shapes[shape].first = shapes[shape].first.map { min($0, time) } ?? time
            shapes[shape].last = shapes[shape].last.map { max($0, time) } ?? time
        }
        let activity = Int(shapes[shape].activity)
        activities[activity].rhythm.note(time, instance: instance)
        doers[Int(activities[activity].doer)].rhythm.note(time, instance: instance)
        forgetInstances(of: shape, view)
    }

    // MARK: Finding again

    /// Lets the table only be asked.
    mutating func freeze() { pool.isFrozen = true }

    func findRule(of alert: Alert) -> Int? {
        alert.withView { view in rulePlaces[ruleKey(view)].map(Int.init) }
    }

    /// The shape of an alert that was taken before; `nil` when none was kept.
    mutating func find(_ alert: Alert) -> Int? {
        alert.withView { view in
            guard let rule = rulePlaces[ruleKey(view)].map(Int.init), view.fields.count <= Self.mostFields,
                let layout = layoutPlaces[layoutKey(view, rule)].map(Int.init)
            else { return nil }
            let signs = mustSeeEach(rule, layout) ? judge.signs(of: alert) : nil
            if let place = frequent(view, rule, layout, signs) { return place }
            guard readNumbers(view, rule, layout),
                let place = shapePlaces[shapeKey(rule, layout, view.priority, signs, scratch[...])],
                isSame(Int(place), rule, layout, view.priority, signs)
            else { return nil }
            return Int(place)
        }
    }

    private func ruleKey(_ view: AlertView) -> UInt64 {
        hash.combine(
            hash.of(Stretch(view.rule, of: view)),
            hash.of(Stretch(view.source, of: view)) &+ UInt64(truncatingIfNeeded: view.deprecatedSource))
    }

    private func layoutKey(_ view: AlertView, _ rule: Int) -> UInt64 {
        var key = hash.combine(UInt64(rule), UInt64(view.fields.count))
        for field in view.fields { key = hash.combine(key, hash.of(Stretch(field.key, of: view))) }
        return key
    }

    private mutating func rule(of view: AlertView, _ alert: Alert) -> Int? {
        let name = Stretch(view.rule, of: view)
        let key = ruleKey(view)
        if let place = rulePlaces[key] { return name.equals(rules[Int(place)].name) ? Int(place) : nil }
        guard rules.count < limits.rules, name.count <= 256 else { return nil }
        rulePlaces[key] = Int32(rules.count)
        rules.append(
            NoiseRule(name: alert.rule, source: alert.source, tags: Array(alert.tags.prefix(64))))
        return rules.count - 1
    }

    private mutating func layout(of view: AlertView, _ rule: Int, _ alert: Alert) -> Int? {
        let key = layoutKey(view, rule)
        if let place = layoutPlaces[key] { return layouts[Int(place)].fits(view) ? Int(place) : nil }
        guard layouts.count < limits.rules * 4 else { return nil }
        let tuning = knowledge.playbook(forRule: rules[rule].name)?.tuning?.keys ?? []
        let layout = NoiseLayout(
            keys: view.fields.map { Stretch($0.key, of: view).string },
            isAudit: rules[rule].source != "syscall", tuningKeys: tuning)
        layoutPlaces[key] = Int32(layouts.count)
        layouts.append(layout)
        seesEach.append(judge.looksAtPassingFields(alert, layout))
        return layouts.count - 1
    }

    // MARK: Shapes

    /// The alert's shape; `nil` when there is no room for it.
    private mutating func shape(of view: AlertView, _ alert: Alert, _ rule: Int, _ layout: Int) -> Int? {
        var signs = mustSeeEach(rule, layout) ? judge.signs(of: alert) : nil
        if let place = frequent(view, rule, layout, signs) { return place }
        guard readNumbers(view, rule, layout) else { return nil }
        let key = shapeKey(rule, layout, view.priority, signs, scratch[...])
        if let place = shapePlaces[key] {
            return isSame(Int(place), rule, layout, view.priority, signs) ? Int(place) : nil
        }
        guard shapes.count < limits.shapes, rules[rule].shapes < limits.shapesOfRule,
            addLooseNumbers(view, layout)
        else { return nil }
        let seen = signs ?? judge.signs(of: alert)
        signs = seen
        let place = shapes.count
        shapes.append(
            NoiseShape(
                rule: Int32(rule), layout: Int32(layout), priority: view.priority,
                suspicious: seen.suspicious, reassuring: seen.reassuring, isWriting: seen.isWriting,
                activity: activity(rule, layout, scratch[...]), start: numbers.count,
                looseStart: looseNumbers.count - layouts[layout].loose.count))
        numbers.append(contentsOf: scratch)
        shapePlaces[key] = Int32(place)
        rules[rule].shapes += 1
        return place
    }

    /// The alert's shape among those that all fields still tell apart.
    private mutating func frequent(
        _ view: AlertView, _ rule: Int, _ layout: Int, _ signs: SignJudge.Signs?
    ) -> Int? {
        guard rules[rule].frequent > 0 else { return nil }
        // What is not in the pool is in none of them.
        let wasFrozen = pool.isFrozen
        pool.isFrozen = true
        defer { pool.isFrozen = wasFrozen }
        guard readNumbers(view, rule, layout, collapses: false),
            let place = shapePlaces[shapeKey(rule, layout, view.priority, signs, scratch[...])],
            shapes[Int(place)].isFrequent, isSame(Int(place), rule, layout, view.priority, signs)
        else { return nil }
        return Int(place)
    }

    /// Whether signs may differ between alerts of one shape, so that they tell shapes apart.
    func mustSeeEach(_ rule: Int, _ layout: Int) -> Bool {
        seesEach[layout] || !rules[rule].collapsed.isEmpty
    }

    /// Puts the numbers of the alert's values into `scratch`; false when there is no room for one.
    /// - Parameter collapses: whether fields that do not tell shapes apart any more are unknown.
    private mutating func readNumbers(
        _ view: AlertView, _ rule: Int, _ place: Int, collapses: Bool = true
    ) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        let layout = layouts[place]
        let collapsed = collapses ? rules[rule].collapsed : []
        for (place, field) in view.fields.enumerated() {
            let value = Stretch(field.value, of: view)
            let number: Int32?
            switch layout.uses[place] {
            case .passing, .instance: number = ValuePool.unknown
            case .container where !value.equals("host"): number = ValuePool.unknown
            case _ where !collapsed.isEmpty && collapsed.contains(layout.keys[place]):
                number = ValuePool.unknown
            case .varying: number = lastingNumber(of: value, key: Stretch(field.key, of: view))
            case .container, .who, .command, .what: number = self.number(of: value)
            }
            guard let number else { return false }
            scratch.append(number)
        }
        return true
    }

    /// What is too long to be kept goes by its beginning, its length and its hash, and is unknown otherwise.
    private mutating func number(of value: Stretch) -> Int32? {
        if value.count <= ValuePool.longest { return pool.number(of: value, hash: hash.of(value)) }
        let name = Array(value.buffer.prefix(64)) + Array("…\(value.count) \(hash.of(value))".utf8)
        return name.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            let stretch = Stretch(start: start, count: bytes.count)
            return pool.number(of: stretch, hash: hash.of(stretch)).map { -2 - $0 }
        }
    }

    private mutating func lastingNumber(of value: Stretch, key: Stretch) -> Int32? {
        guard value.count <= ValuePool.longest else { return number(of: value) }
        return Alert.withLastingPart(of: value.buffer, key: key.buffer) { part in
            guard let start = part.baseAddress else { return ValuePool.unknown }
            let stretch = Stretch(start: start, count: part.count)
            guard let number = pool.number(of: stretch, hash: hash.of(stretch)) else { return nil }
            return part.count == value.count ? number : -2 - number
        }
    }

    /// Keeps what a new shape's first alert says of machine, container and pod; false when there is no room.
    private mutating func addLooseNumbers(_ view: AlertView, _ layout: Int) -> Bool {
        let start = looseNumbers.count
        for place in layouts[layout].loose {
            let value = Stretch(view.fields[place].value, of: view)
            var number: Int32? = ValuePool.unknown
            if value.count <= ValuePool.longest { number = pool.number(of: value, hash: hash.of(value)) }
            guard let number else {
                looseNumbers.removeSubrange(start...)
                return false
            }
            looseNumbers.append(number)
        }
        return true
    }

    /// Makes unknown what differs between the shape's alerts.
    private mutating func forgetInstances(of shape: Int, _ view: AlertView) {
        let start = shapes[shape].looseStart
        for (offset, place) in layouts[Int(shapes[shape].layout)].loose.enumerated() {
            let number = looseNumbers[start + offset]
            guard number >= 0 else { continue }
            let value = Stretch(view.fields[place].value, of: view)
            // The first one goes on standing for all, and is known for none.
            if !pool.holds(value, at: number) { looseNumbers[start + offset] = -2 - number }
        }
    }

    func shapeKey(
        _ rule: Int, _ layout: Int, _ priority: Int32, _ signs: SignJudge.Signs?,
        _ numbers: ArraySlice<Int32>
    ) -> UInt64 {
        var key = hash.combine(UInt64(rule) << 32 | UInt64(layout), UInt64(UInt32(bitPattern: priority)))
        if let signs {
            key = hash.combine(key, UInt64(signs.suspicious) << 16 | UInt64(signs.reassuring) | 1 << 40)
        }
        for number in numbers { key = hash.combine(key, UInt64(UInt32(bitPattern: number))) }
        return key
    }

    private func isSame(
        _ place: Int, _ rule: Int, _ layout: Int, _ priority: Int32, _ signs: SignJudge.Signs?
    ) -> Bool {
        let shape = shapes[place]
        guard shape.rule == rule, shape.layout == layout, shape.priority == priority else { return false }
        if let signs, signs.suspicious != shape.suspicious || signs.reassuring != shape.reassuring {
            return false
        }
        return numbers[shape.start..<shape.start + scratch.count].elementsEqual(scratch)
    }

    // MARK: Activities

    /// The activity that a shape with those numbers belongs to.
    mutating func activity(_ rule: Int, _ layout: Int, _ numbers: ArraySlice<Int32>) -> Int32 {
        let fields = layouts[layout]
        var who = hash.combine(UInt64(rule), UInt64(layout))
        for place in fields.doer {
            who = hash.combine(who, UInt64(UInt32(bitPattern: numbers[numbers.startIndex + place])))
        }
        let doer: Int32
        if let known = doerPlaces[who] {
            doer = known
        } else {
            doer = Int32(doers.count)
            doers.append(NoiseDoer(rule: Int32(rule)))
            doerPlaces[who] = doer
        }
        let command = fields.command.map { numbers[numbers.startIndex + $0] } ?? ValuePool.unknown
        let key = hash.combine(who, UInt64(UInt32(bitPattern: command)) | 1 << 40)
        if let known = activityPlaces[key] { return known }
        let place = Int32(activities.count)
        activities.append(NoiseActivity(rule: Int32(rule), doer: doer))
        activityPlaces[key] = place
        doers[Int(doer)].activities += 1
        return place
    }
}
