/// Who is served: the first so many; the others wait in line.
final class ServerSeats<Guest: AnyObject> {
    private let limit: Int
    private var seated: [Guest] = []
    private var line: [Guest] = []
    /// Those who got a seat from the line and have not been told.
    private var called: [Guest] = []

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { seated.count }

    /// Whether there was a seat; else the guest waits in line.
    func take(_ guest: Guest) -> Bool {
        guard seated.count < limit else {
            line.append(guest)
            return false
        }
        seated.append(guest)
        return true
    }

    func leave(_ guest: Guest) {
        line.removeAll { $0 === guest }
        called.removeAll { $0 === guest }
        guard let index = seated.firstIndex(where: { $0 === guest }) else { return }
        seated.remove(at: index)
        guard !line.isEmpty else { return }
        let next = line.removeFirst()
        seated.append(next)
        called.append(next)
    }

    /// Those who have got a seat from the line since the last call of this.
    func takeSeated() -> [Guest] {
        defer { called = [] }
        return called
    }
}
