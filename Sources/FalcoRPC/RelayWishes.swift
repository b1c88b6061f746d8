internal import FalcoAlerts
internal import HTTP2

/// What a client asks of a relay in a call's metadata.
struct RelayWishes {
    /// What the client calls itself.
    let clientID: String?
    let start: RelayQueue.Start

    /// - Throws: `Status` INVALID_ARGUMENT when a wish is none that can be fulfilled.
    init(_ metadata: [HTTP2Header]) throws(Status) {
        clientID = metadata["falconer-client-id"]
        if let clientID, !RelayClient.isID(clientID) {
            throw RelayWishes.refusal(
                "falconer-client-id wants 1 to \(RelayClient.longestID) letters, digits, dots, hyphens or underscores"
            )
        }
        guard let since = metadata["falconer-since"] else {
            start = .usual
            return
        }
        if since == "unseen" {
            start = .unseen
        } else if let count = Int(since), count >= 0, since.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            start = .last(count)
        } else if let time = Timestamp(rfc3339: since) {
            start = .since(time)
        } else {
            throw RelayWishes.refusal(
                "falconer-since wants a number of alerts, a time such as 2026-11-22T19:41:09Z, or `unseen`")
        }
    }

    private static func refusal(_ message: String) -> Status { Status(code: 3, message: message) }
}
