internal import Glibc
internal import HTTP2

/// What takes a followed file's place, and where what was in it before has gone.
///
/// A generation is what a file got from when it was made or emptied until it was moved away, copied or emptied. They are
/// read in the order in which they were written: those that are moved away keep their file, whose inode tells it; those
/// that are emptied may have a copy beside them, which its first bytes tell.
extension Follower {
    /// Looks at a directory that changes all the time.
    private static let mostLooks = 30
    /// Files that are kept open at most. A rotation that gets further ahead is ahead for good.
    private static let mostOpen = 128

    // MARK: The beginning

    /// Opens the file for the first time, at the place where an earlier run has left it.
    func begin(_ memory: PlaceStore.Memory, fromStart: Bool) throws(InputError) {
        past = RotatedFiles.Moment(now: ())
        var newest: FollowedFile?
        var obstacle: OpenFile.Obstacle?
        // Nothing is to arrive unnoticed between the look and the count of arrivals.
        steadily {
            watch.forgetArrivals()
            do throws(OpenFile.Obstacle) {
                newest = FollowedFile(try OpenFile.open(path))
                obstacle = nil
            } catch {
                newest = nil
                obstacle = error
            }
            return false
        }
        if let obstacle, obstacle != .missing {
            let code: InputError.Code = obstacle == .denied ? .noPermission : .unreadable
            throw InputError(code: code, input: path, message: words(obstacle))
        }
        switch memory {
        case .place(let place, let saved): resume(place, saved, newest)
        case .unusable(let reason):
            observer(.impaired(input: path, reason: "where it was left is not known: \(reason)"))
            start(newest, fromStart: fromStart)
        case .none: start(newest, fromStart: fromStart)
        }
        if newest == nil { wait(for: .missing) }
    }

    private func start(_ newest: FollowedFile?, fromStart: Bool) {
        guard let newest else { return }
        if !fromStart { newest.goToEnd() }
        add(newest)
        observer(.opened(input: path, byte: newest.place.offset, why: fromStart ? .beginning : .end))
    }

    private func resume(_ place: FilePlace, _ saved: UInt64, _ newest: FollowedFile?) {
        lastLook = saved
        past = RotatedFiles.Moment(saved)
        if place == .nothing {
            if newest != nil { _ = discover() }
            return
        }
        if let newest, newest.has(place) {
            newest.go(to: place)
            add(newest)
            observer(.opened(input: path, byte: place.offset, why: .saved))
            return
        }
        if let remainder = find(place) {
            // Whoever copies a file does not write to it.
            remainder.isLeft = remainder.id.inode != place.file.inode
            add(remainder)
            observer(.opened(input: path, byte: place.offset, why: .saved))
        } else {
            let packed = rotated.list().compressed(since: past.written).suffix(3)
            lose(
                "the file that was followed last is not in \(rotated.directory) any more; "
                    + "it was read up to byte \(place.offset)"
                    + (packed.isEmpty
                        ? "" : "; see \(packed.joined(separator: ", ")), which falconer analyze reads"))
        }
        guard newest != nil else { return }
        _ = discover()
    }

    // MARK: On the way

    /// Looks whether the path has another file now.
    /// - Returns: whether there is something new to read.
    func discover() -> Bool {
        watch.arm()
        var status = stat()
        if lstat(path, &status) == 0, let last = queue.last, last.id == FilePlace.FileID(status) {
            (saidObstacle, missingSince) = (nil, nil)
            return false
        }
        var newest: FollowedFile?
        do throws(OpenFile.Obstacle) {
            newest = FollowedFile(try OpenFile.open(path))
            (saidObstacle, missingSince) = (nil, nil)
        } catch {
            let since = missingSince ?? .now
            missingSince = since
            if error != .missing || since + Self.patience <= .now { wait(for: error) }
        }
        if let newest, let index = queue.firstIndex(where: { $0.id == newest.id }) {
            // It is back.
            queue.append(queue.remove(at: index))
            return true
        }
        let earlier = unread(after: queue.last.map { RotatedFiles.Moment($0) } ?? past, before: newest)
        if newest != nil {
            observer(queue.isEmpty ? .opened(input: path, byte: 0, why: .beginning) : .rotated(input: path))
        }
        newest?.isAnew = true
        let files = earlier + (newest.map { [$0] } ?? [])
        accounted += files.count
        for file in files { add(file) }
        return !files.isEmpty
    }

    /// Puts before a file whose first bytes have come what came before those. Whatever had stood there until then has
    /// been moved away or copied by now.
    /// - Parameter beginning: those bytes, or some of them.
    /// - Returns: whether there was something.
    func takeUpEarlier(than file: FollowedFile, beginning: some Collection<UInt8>) -> Bool {
        var unreadable: [String] = []
        var earlier = unread(after: past, before: file, unreadable: &unreadable)
        // A copy of just these bytes may be in the making. One that is not the last is made.
        if let last = earlier.last, last.isCopy(of: beginning) { earlier.removeLast() }
        if let first = unreadable.first {
            lose("\(first)\(unreadable.count > 1 ? " and \(unreadable.count - 1) more" : "") cannot be read")
        }
        accounted += earlier.count
        for earlier in earlier {
            watch.add(earlier)
            earlier.isLeft = true
        }
        queue.insert(contentsOf: earlier, at: 0)
        if earlier.isEmpty { account(file) }
        return !earlier.isEmpty
    }

    /// Compares the files that got the name with those that were found.
    private func account(_ newest: FollowedFile) {
        watch.drain()
        // Where yet another file stands there by now, that one will tell.
        guard isAt(newest.id) else { return }
        let gone = (watch.arrivals ?? 0) - accounted
        if gone > 0 {
            let (files, were) = gone == 1 ? ("a file", "it was") : ("\(gone) files", "they were")
            lose("\(files) stood there in between and could not be read before \(were) gone")
        }
        watch.forgetArrivals()
        accounted = 0
    }

    private func isAt(_ id: FilePlace.FileID) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && FilePlace.FileID(status) == id
    }

    private func add(_ file: FollowedFile) {
        watch.add(file)
        queue.append(file)
    }

    private func wait(for obstacle: OpenFile.Obstacle) {
        let reason = words(obstacle)
        if reason == saidObstacle { return }
        saidObstacle = reason
        observer(.waiting(input: path, reason: reason))
    }

    private func words(_ obstacle: OpenFile.Obstacle) -> String {
        switch obstacle {
        case .missing:
            access(rotated.directory, F_OK) == 0
                ? "there is no such file" : "the directory \(rotated.directory) does not exist"
        case .refused(let kind): kind
        case .denied: FileAccess.words(path)
        case .failed(let number): SystemError.words(number).lowercased()
        }
    }

    // MARK: Looking for earlier generations

    /// The copy of a file that was emptied, at the place where it was left, and what came after it, oldest first.
    func copies(of file: FollowedFile) -> [FollowedFile]? {
        guard let copy = find(file.place) else { return nil }
        past = RotatedFiles.Moment(copy)
        watch.add(copy)
        copy.isLeft = true
        return [copy]
    }

    private func find(_ place: FilePlace) -> FollowedFile? {
        let held = Set(queue.map(\.id))
        var found: FollowedFile?
        steadily {
            found = rotated.find(place, except: held)
            return found != nil
        }
        return found
    }

    private func unread(after last: RotatedFiles.Moment, before next: FollowedFile?) -> [FollowedFile] {
        var unreadable: [String] = []
        return unread(after: last, before: next, unreadable: &unreadable)
    }

    /// Rotated files of which nothing was read, oldest first: those that were written later than one file and earlier
    /// than another.
    private func unread(
        after last: RotatedFiles.Moment, before next: FollowedFile?, unreadable: inout [String]
    ) -> [FollowedFile] {
        let held = Set(queue.map(\.id) + (next.map { [$0.id] } ?? []))
        var found: [FilePlace.FileID: RotatedFiles.Found] = [:]
        var denied: [String] = []
        var (lastName, nextName): (RotationName?, RotationName?)
        var isNextThere = false
        let isSteady = steadily {
            let listing = rotated.list()
            lastName = last.id.flatMap { listing.name(of: $0) }
            nextName = next.flatMap { listing.name(of: $0.id) }
            isNextThere = next.map { isAt($0.id) } ?? true
            denied = []
            // Names of two looks say nothing about an order.
            for id in found.keys { found[id]?.name = nil }
            for each in rotated.written(since: last.earliest, in: listing, except: held, unreadable: &denied)
            where found[each.file.id] != nil || found.count < Self.mostOpen {
                found[each.file.id] = RotatedFiles.Found(
                    file: found[each.file.id]?.file ?? each.file, written: each.written, name: each.name)
            }
            return false
        }
        unreadable += denied
        let nextWritten = next.map { RotatedFiles.Moment($0).written }
        return found.values.filter { each in
            let name = isSteady ? each.name : nil
            let isLater = lastName.flatMap { name?.isNewer(than: $0) } ?? (each.written >= last.written)
            let isEarlier =
                isNextThere
                || nextName.flatMap { next in name.flatMap { next.isNewer(than: $0) } }
                    ?? nextWritten.map { $0 >= each.written } ?? true
            return isLater && isEarlier && isUnread(each.file)
        }.sorted { $0.isOlder(than: $1) }.map(\.file)
    }

    /// Whether something in a file was not read yet. One that got more after it was read goes on there.
    private func isUnread(_ file: FollowedFile) -> Bool {
        guard let known = (finished + queue.map(\.place)).last(where: { file.isCopy(of: $0) }) else {
            return true
        }
        guard known.file == file.id, file.size > known.offset else { return false }
        file.go(to: known)
        return true
    }

    /// Looks at the directory again as long as it changes meanwhile, or until a look says that it is enough.
    /// - Returns: whether the last look saw the directory as it was at one moment.
    @discardableResult
    private func steadily(_ look: () -> Bool) -> Bool {
        for _ in 0..<Self.mostLooks {
            watch.drain()
            let changes = watch.changes
            let isEnough = look()
            watch.drain()
            if isEnough || watch.changes == changes { return true }
        }
        return false
    }
}
