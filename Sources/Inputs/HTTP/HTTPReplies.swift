internal import CMicroHTTPD

/// The answers that need no words of their own, made once.
final class HTTPReplies {
    enum Answer: Int, CaseIterable {
        case taken, healthy, pong
        case unauthorized, forbidden, stranger, unknown, wrongMethod, tooLarge, cannotUnpack, unavailable
    }

    private let replies: [(status: UInt32, reply: OpaquePointer?)]

    init() {
        replies = Answer.allCases.map {
            ($0.status, Self.reply($0.body, $0.type, $0.field, closes: $0.closes))
        }
    }

    deinit {
        for (_, reply) in replies { reply.map(mhd_reply_free) }
    }

    /// - Returns: whether it could be said; the connection is to be closed otherwise.
    func answer(_ request: OpaquePointer?, _ answer: Answer) -> Bool {
        let (status, reply) = replies[answer.rawValue]
        guard let request, let reply else { return false }
        return mhd_answer(request, status, reply)
    }

    /// Says why there was no alert in a request.
    func answer(_ request: OpaquePointer?, fault: String) -> Bool {
        guard let request,
            let reply = Self.reply("\(fault)\n", "text/plain; charset=utf-8", nil, closes: false)
        else { return false }
        defer { mhd_reply_free(reply) }
        return mhd_answer(request, 400, reply)
    }

    private static func reply(
        _ body: String, _ type: String?, _ field: (name: String, value: String)?, closes: Bool
    ) -> OpaquePointer? {
        mhd_reply_new(body, body.utf8.count, type, field?.name, field?.value, closes)
    }
}

extension HTTPReplies.Answer {
    var status: UInt32 {
        switch self {
        case .taken, .healthy, .pong: 200
        case .unauthorized: 401
        case .forbidden, .stranger: 403
        case .unknown: 404
        case .wrongMethod: 405
        case .tooLarge: 413
        case .cannotUnpack: 415
        case .unavailable: 503
        }
    }

    fileprivate var body: String {
        switch self {
        // As falcosidekick answers.
        case .taken: ""
        case .healthy: #"{"status": "ok"}"#
        case .pong: "pong\n"
        case .unauthorized:
            "This needs the bearer token, as Authorization: Bearer TOKEN or as the URL's password.\n"
        case .forbidden: "Web pages may not send alerts.\n"
        case .stranger: "This needs a client certificate.\n"
        case .unknown: "There is nothing here. POST alerts to /; look at /healthz.\n"
        case .wrongMethod: "Send alerts with POST.\n"
        case .tooLarge: "That is more than is taken at once.\n"
        case .cannotUnpack: "Content-Encoding may be gzip, deflate or identity.\n"
        case .unavailable: "Falconer is stopping.\n"
        }
    }

    fileprivate var type: String? {
        switch self {
        case .taken: nil
        case .healthy: "application/json"
        default: "text/plain; charset=utf-8"
        }
    }

    fileprivate var field: (name: String, value: String)? {
        switch self {
        case .unauthorized: ("WWW-Authenticate", "Bearer realm=\"falconer\"")
        case .wrongMethod: ("Allow", "POST")
        case .cannotUnpack: ("Accept-Encoding", "gzip, deflate")
        case .unavailable: ("Retry-After", "1")
        default: nil
        }
    }

    /// Whether the connection is no good any more.
    fileprivate var closes: Bool { self == .tooLarge || self == .unavailable }
}
