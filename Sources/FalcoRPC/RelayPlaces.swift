/// Up to where clients have seen the alerts. So many are remembered; beyond, the one that has been away longest is
/// forgotten.
struct RelayPlaces {
    private let limit: Int
    private var places: [RelayClient: (next: Int, use: Int)] = [:]
    private var uses = 0
    /// Clients that were forgotten.
    private(set) var forgotten = 0

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { places.count }

    /// The first message that the client has not seen; `nil` when it is not known.
    func place(of client: RelayClient) -> Int? { places[client]?.next }

    /// The client has seen all messages before `next`.
    mutating func set(_ client: RelayClient, _ next: Int) {
        guard limit > 0 else { return }
        uses += 1
        places[client] = (max(next, places[client]?.next ?? 0), uses)
        guard places.count > limit, let oldest = places.min(by: { $0.value.use < $1.value.use }) else {
            return
        }
        places[oldest.key] = nil
        forgotten += 1
    }
}
