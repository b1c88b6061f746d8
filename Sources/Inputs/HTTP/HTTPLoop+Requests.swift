internal import CMicroHTTPD
internal import Glibc

// What is done with requests. Each step is called by the library, and tells it with `false` to close the connection.
extension HTTPLoop {
    /// A request's header, a piece of its body (`data`), or its end.
    /// - Parameter length: how much of `data` there is; afterwards, how much was left.
    func handle(
        _ exchange: HTTPExchange, method: UnsafePointer<CChar>, path: UnsafePointer<CChar>,
        data: UnsafePointer<UInt8>?, length: inout Int
    ) -> Bool {
        switch exchange.phase {
        case .idle: return begin(exchange, method, path)
        case .receiving:
            guard let data else { return finish(exchange) }
            return receive(exchange, UnsafeRawBufferPointer(start: data, count: length), &length)
        case .refused(let answer):
            guard data != nil else { return say(answer, to: exchange) }
            exchange.received += length
            length = 0
            return exchange.received <= 2 * options.largestBody + Self.passedOver
        case .settled(let taken): return conclude(exchange, taken: taken)
        case .waitingForRoom, .held, .answered:
            length = 0
            return true
        case .expired: return false
        }
    }

    /// The request is over.
    func completed(_ exchange: HTTPExchange, answered: Bool) {
        if !answered {
            switch exchange.phase {
            case .receiving where exchange.received > 0 || exchange.expected ?? 1 > 0:
                log.interrupted(exchange, "broke off")
            default: break
            }
        }
        give(exchange)
        if case .expired = exchange.phase { return }
        exchange.clear()
        expect(exchange, within: options.idle)
    }

    // The header

    private func begin(
        _ exchange: HTTPExchange, _ method: UnsafePointer<CChar>, _ path: UnsafePointer<CChar>
    ) -> Bool {
        expect(exchange, within: options.timeout)
        exchange.hasAsked = true
        exchange.expected = header(exchange, "Content-Length").flatMap { Int(String(cString: $0)) }
        if !exchange.isTrusted, let server {
            exchange.isTrusted = mhd_is_trusted(exchange.request, server)
            if !exchange.isTrusted { return refuse(exchange, .stranger) }
        }
        guard strcmp(method, "POST") == 0 else {
            return refuse(exchange, question(method, path))
        }
        if stopped != nil { return refuse(exchange, .unavailable) }
        if let fault = objection(exchange) { return refuse(exchange, fault) }
        log.begin()
        if let expected = exchange.expected, expected > options.largestBody {
            log.tooLarge(exchange, expected)
            return refuse(exchange, .tooLarge)
        }
        exchange.phase = .receiving
        return true
    }

    /// What stands in the way of taking alerts from this request.
    private func objection(_ exchange: HTTPExchange) -> HTTPReplies.Answer? {
        // A browser says where a page's request comes from. No page has business here, least of all with a server that
        // only this host's own programs can reach.
        if header(exchange, "Origin") != nil { return .forbidden }
        if let token = options.token {
            let shown = header(exchange, "Authorization").map { Array(String(cString: $0).utf8) } ?? []
            if !token.isShown(by: shown) { return .unauthorized }
        }
        if let coding = header(exchange, "Content-Encoding") {
            switch String(cString: coding).lowercased() {
            case "gzip", "x-gzip", "deflate": exchange.packing = .packed
            case "identity", "": break
            default: return .cannotUnpack
            }
        }
        return nil
    }

    /// The answer to what brings no alert.
    private func question(
        _ method: UnsafePointer<CChar>, _ path: UnsafePointer<CChar>
    ) -> HTTPReplies.Answer {
        guard strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 else { return .wrongMethod }
        if strcmp(path, "/healthz") == 0 { return stopped == nil ? .healthy : .unavailable }
        if strcmp(path, "/ping") == 0 { return .pong }
        return strcmp(path, "/") == 0 ? .wrongMethod : .unknown
    }

    /// Answers without looking at the body. One that is not long is let come first: a client that still sends when the
    /// connection closes may lose the answer.
    private func refuse(_ exchange: HTTPExchange, _ answer: HTTPReplies.Answer) -> Bool {
        log.refused(exchange, answer)
        let isAnnounced = header(exchange, "Transfer-Encoding") == nil && header(exchange, "Expect") == nil
        let limit = if case .tooLarge = answer { 2 * options.largestBody } else { Self.passedOver }
        if isAnnounced, exchange.expected ?? 0 <= limit {
            exchange.phase = .refused(answer)
            return true
        }
        return say(answer, to: exchange)
    }

    private func header(_ exchange: HTTPExchange, _ name: StaticString) -> UnsafePointer<CChar>? {
        name.withUTF8Buffer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { bytes in
                bytes.baseAddress.flatMap { mhd_header(exchange.request, $0) }
            }
        }
    }

    // The body

    private func receive(
        _ exchange: HTTPExchange, _ data: UnsafeRawBufferPointer, _ length: inout Int
    ) -> Bool {
        let total = exchange.received + data.count
        if total > options.largestBody {
            log.tooLarge(exchange, total)
            log.refused(exchange, .tooLarge)
            exchange.phase = .refused(.tooLarge)
            exchange.body = []
            give(exchange)
        } else if exchange.received == 0, exchange.expected == data.count, exchange.packing == .none,
            data.count <= Self.freeRoom
        {
            // All of it is here: the usual case needs no copy.
            exchange.outcome = gatherer.add(data)
        } else {
            // What is announced is taken at once, so that two halves never wait for each other.
            let room = exchange.expected ?? max(total, min(2 * total, options.largestBody))
            guard reserve(exchange, max(total, min(room, options.largestBody))) else { return true }
            if exchange.body.isEmpty { exchange.body.reserveCapacity(exchange.expected ?? total) }
            exchange.body += data
        }
        exchange.received = total
        length = 0
        return true
    }

    private func finish(_ exchange: HTTPExchange) -> Bool {
        if exchange.outcome == nil {
            if exchange.packing == .packed {
                guard reserve(exchange, options.largestBody) else { return true }
                if let answer = unpack(exchange) { return answer }
            }
            exchange.outcome = exchange.body.withUnsafeBytes { gatherer.add($0) }
            exchange.body = []
        }
        guard let outcome = exchange.outcome else { return false }
        log.count(exchange, outcome)
        if outcome.isShort { return say(.unavailable, to: exchange) }
        if outcome.alerts == 0 { return conclude(exchange, taken: true) }
        hold(exchange)
        return true
    }

    /// Unpacks the body.
    /// - Returns: what the request comes to when that fails; `nil` when it does not.
    private func unpack(_ exchange: HTTPExchange) -> Bool? {
        do throws(Inflation.Failure) {
            let packed = exchange.body
            exchange.body = []
            exchange.body = try Inflation.inflate(packed, limit: options.largestBody)
            give(exchange, but: exchange.body.count)
            return nil
        } catch {
            give(exchange)
            switch error {
            case .tooLarge:
                log.tooLarge(exchange, nil)
                log.refused(exchange, .tooLarge)
                return say(.tooLarge, to: exchange)
            case .outOfMemory: return say(.unavailable, to: exchange)
            case .damaged:
                let fault = AlertGatherer.Fault(
                    line: 0, bytes: [], size: exchange.received,
                    reason: "it cannot be unpacked: it is neither gzip nor deflate, or damaged")
                exchange.outcome = AlertGatherer.Outcome(faults: [fault])
                return nil
            }
        }
    }

    // The answer

    private func say(_ answer: HTTPReplies.Answer, to exchange: HTTPExchange) -> Bool {
        exchange.phase = .answered
        expect(exchange, within: options.timeout)
        return replies.answer(exchange.request, answer)
    }

    private func conclude(_ exchange: HTTPExchange, taken: Bool) -> Bool {
        guard taken, let outcome = exchange.outcome else { return say(.unavailable, to: exchange) }
        if outcome.faults.isEmpty { return say(.taken, to: exchange) }
        exchange.phase = .answered
        expect(exchange, within: options.timeout)
        return replies.answer(exchange.request, fault: outcome.words)
    }
}

extension AlertGatherer.Outcome {
    /// What to tell who sent it.
    fileprivate var words: String {
        let shown = faults.prefix(5).map { $0.line == 0 ? $0.reason : "line \($0.line): \($0.reason)" }
        var words = shown.joined(separator: "\n")
        if faults.count > shown.count { words += "\nand \(faults.count - shown.count) more lines" }
        if alerts > 0 { words += "\nThe other \(alerts) were taken." }
        return words
    }
}
