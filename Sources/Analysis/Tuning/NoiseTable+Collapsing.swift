/// What happens when there is no room for another shape.
extension NoiseTable {
    /// Alerts from which on a shape may be one of the frequent ones.
    private static let leastFrequent = 4

    /// Makes room by telling alerts of one rule apart by one field less.
    /// - Returns: whether there is room now.
    mutating func relieve(for rule: Int) -> Bool {
        if rules[rule].shapes >= limits.shapesOfRule { return collapse(rule) }
        // The rule with the most shapes pays for all.
        let order = rules.indices.sorted {
            rules[$0].shapes != rules[$1].shapes ? rules[$0].shapes > rules[$1].shapes : $0 < $1
        }
        for rule in order.prefix(8) where collapse(rule) { return true }
        return false
    }

    /// Lets the field with the most values tell a rule's alerts apart no longer; false when none is left that does.
    private mutating func collapse(_ rule: Int) -> Bool {
        if rules[rule].isExhausted { return false }
        markFrequent(of: rule)
        guard let key = widestField(of: rule) else {
            rules[rule].isExhausted = true
            return false
        }
        rules[rule].collapsed.insert(key)
        // Commands that are told apart no longer are what their doers do, whose rhythm is known.
        let isCommand = key == "proc.cmdline"
        let usual = Set(
            shapes.filter { Int($0.rule) == rule && $0.isFrequent }.map { activities[Int($0.activity)].doer })
        var merged: [UInt64: Int] = [:]
        var kept: [NoiseShape] = []
        kept.reserveCapacity(shapes.count)
        for var shape in shapes {
            guard Int(shape.rule) == rule, !shape.isFrequent else {
                kept.append(shape)
                continue
            }
            let layout = Int(shape.layout)
            let count = layouts[layout].keys.count
            if let place = layouts[layout].place(of: key) {
                numbers[shape.start + place] = ValuePool.unknown
            }
            let own = numbers[shape.start..<shape.start + count]
            let signs = SignJudge.Signs(
                suspicious: shape.suspicious, reassuring: shape.reassuring, isWriting: shape.isWriting)
            let before = activities[Int(shape.activity)]
            shape.activity = activity(rule, layout, own)
            if isCommand, !activities[Int(shape.activity)].isOfAllCommands {
                // Of those whose usual commands are told apart, what is left begins anew.
                activities[Int(shape.activity)].rhythm =
                    usual.contains(before.doer) ? Rhythm() : doers[Int(before.doer)].rhythm
                activities[Int(shape.activity)].isOfAllCommands = true
            }
            let identity = shapeKey(rule, layout, shape.priority, signs, own)
            if let known = merged[identity] {
                join(shape, into: &kept[known])
            } else {
                merged[identity] = kept.count
                kept.append(shape)
            }
        }
        shapes = kept
        rules[rule].shapes = merged.count + rules[rule].frequent
        compact()
        return true
    }

    /// Picks the shapes that go on being told apart by all fields: the most frequent, a part of what a rule may have.
    private mutating func markFrequent(of rule: Int) {
        let isFirst = rules[rule].collapsed.isEmpty
        let order = shapes.indices.filter {
            Int(shapes[$0].rule) == rule && shapes[$0].count >= Self.leastFrequent
                && (isFirst || shapes[$0].isFrequent)
        }.sorted { shapes[$0].count != shapes[$1].count ? shapes[$0].count > shapes[$1].count : $0 < $1 }
        let most = min(limits.shapesOfRule / 4, limits.shapes / 64)
        for (rank, place) in order.enumerated() { shapes[place].isFrequent = rank < most }
        rules[rule].frequent = min(order.count, most)
    }

    private mutating func join(_ shape: NoiseShape, into known: inout NoiseShape) {
        known.count += shape.count
        known.first = [known.first, shape.first].compactMap(\.self).min()
        known.last = [known.last, shape.last].compactMap(\.self).max()
        known.groups.add(shape.groups)
        for offset in layouts[Int(shape.layout)].loose.indices {
            let number = looseNumbers[known.looseStart + offset]
            if number >= 0, number != looseNumbers[shape.looseStart + offset] {
                looseNumbers[known.looseStart + offset] = -2 - number
            }
        }
    }

    /// The field whose values tell most shapes of a rule apart: what was done before the command, that before who did it.
    private func widestField(of rule: Int) -> String? {
        var values: [String: Set<Int32>] = [:]
        var uses: [String: NoiseLayout.Use] = [:]
        for shape in shapes where Int(shape.rule) == rule && !shape.isFrequent {
            let layout = layouts[Int(shape.layout)]
            for (place, key) in layout.keys.enumerated() {
                let number = numbers[shape.start + place]
                if number == ValuePool.unknown { continue }
                values[key, default: []].insert(number)
                uses[key] = layout.uses[place]
            }
        }
        func weight(_ key: String) -> Int {
            let count = values[key]?.count ?? 0
            return switch uses[key] {
            case .what, .varying: count * 4
            case .command: count * 2
            default: count
            }
        }
        let keys = values.keys.filter { (values[$0]?.count ?? 0) > 1 }
        return keys.sorted().max { weight($0) < weight($1) }
    }

    /// Rewrites the tables without what nothing refers to any more.
    private mutating func compact() {
        var newNumbers: [Int32] = []
        var newLoose: [Int32] = []
        var isKept = [Bool](repeating: false, count: pool.count)
        func mark(_ number: Int32) {
            if number >= 0 {
                isKept[Int(number)] = true
            } else if number < -1 {
                isKept[Int(-2 - number)] = true
            }
        }
        for place in shapes.indices {
            let layout = layouts[Int(shapes[place].layout)]
            let (start, looseStart) = (shapes[place].start, shapes[place].looseStart)
            shapes[place].start = newNumbers.count
            shapes[place].looseStart = newLoose.count
            newNumbers += numbers[start..<start + layout.keys.count]
            newLoose += looseNumbers[looseStart..<looseStart + layout.loose.count]
        }
        newNumbers.forEach(mark)
        newLoose.forEach(mark)
        let renumbered = pool.keep(isKept)
        func changed(_ number: Int32) -> Int32 {
            if number >= 0 { return renumbered[Int(number)] }
            return number < -1 ? -2 - renumbered[Int(-2 - number)] : number
        }
        numbers = newNumbers.map(changed)
        looseNumbers = newLoose.map(changed)
        reindex()
    }

    /// Values have other numbers now, and so shapes and activities other keys.
    private mutating func reindex() {
        shapePlaces.removeAll(keepingCapacity: true)
        let oldDoers = doers
        let oldActivities = activities
        doers = []
        activities = []
        doerPlaces.removeAll(keepingCapacity: true)
        activityPlaces.removeAll(keepingCapacity: true)
        for place in shapes.indices {
            let shape = shapes[place]
            let (rule, layout) = (Int(shape.rule), Int(shape.layout))
            let own = numbers[shape.start..<shape.start + layouts[layout].keys.count]
            let known = (activities.count, doers.count)
            let new = activity(rule, layout, own)
            let old = oldActivities[Int(shape.activity)]
            if activities.count > known.0 {
                activities[Int(new)].rhythm = old.rhythm
                activities[Int(new)].isOfAllCommands = old.isOfAllCommands
            }
            if doers.count > known.1 {
                doers[Int(activities[Int(new)].doer)].rhythm = oldDoers[Int(old.doer)].rhythm
            }
            shapes[place].activity = new
            let signs: SignJudge.Signs? =
                mustSeeEach(rule, layout)
                ? SignJudge.Signs(
                    suspicious: shape.suspicious, reassuring: shape.reassuring, isWriting: shape.isWriting)
                : nil
            shapePlaces[shapeKey(rule, layout, shape.priority, signs, own)] = Int32(place)
        }
    }
}
