/// Which `sub` calls are served: the first so many; the others wait in line.
final class ServerSeats {
    private let limit: Int
    private var seated: [ServerStream] = []
    private var line: [ServerStream] = []
    /// Whether calls have got a seat since they last were served.
    private var hasNews = false

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { seated.count }

    func take(_ stream: ServerStream) {
        stream.isSeated = seated.count < limit
        if stream.isSeated {
            seated.append(stream)
        } else {
            line.append(stream)
        }
    }

    func leave(_ stream: ServerStream) {
        line.removeAll { $0 === stream }
        guard let index = seated.firstIndex(where: { $0 === stream }) else { return }
        seated.remove(at: index)
        guard !line.isEmpty else { return }
        let next = line.removeFirst()
        next.isSeated = true
        seated.append(next)
        hasNews = true
    }

    /// Whether calls have got a seat since the last call of this.
    func takeNews() -> Bool {
        defer { hasNews = false }
        return hasNews
    }
}
