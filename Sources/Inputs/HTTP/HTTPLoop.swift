internal import CMicroHTTPD
internal import FalcoAlerts
internal import Glibc
internal import HTTP2

/// What an HTTP input does on its thread: it talks to clients, gathers what they send, hands it on in one load whenever
/// the load before was taken, and only then tells the clients.
///
/// It belongs to one thread: that which makes it until `run` is called, from then on the one that runs it.
final class HTTPLoop: @unchecked Sendable {
    /// Bodies up to this size need no room: every connection may have one.
    static let freeRoom = 16 << 10
    /// Bodies of refused requests up to this size are passed over, so that the client reads the answer.
    static let passedOver = 64 << 10
    /// Room for bodies that are larger, in largest bodies.
    static let largestBodies = 4
    /// For a connection's header and buffers.
    private static let connectionMemory = 16 << 10

    let options: HTTPOptions
    let handOver: HTTPHandOver
    let log: HTTPLog
    let replies: HTTPReplies
    var gatherer: AlertGatherer
    var now = ContinuousClock.now
    /// Since when no more is taken; `nil` while it is.
    var stopped: ContinuousClock.Instant?

    /// All connections.
    private(set) var exchanges: [HTTPExchange] = []
    /// Where connections come in, as long as they are taken.
    private let listener: Int32
    /// Whether it was said that there are as many connections as can be.
    var saidFull = false
    /// Those whose alerts wait for the next load, and those whose alerts are in the load that is out.
    private var held: [HTTPExchange] = []
    private var out: [HTTPExchange] = []
    /// Those that wait for room, in the order they came.
    private var waiting: [HTTPExchange] = []
    private var roomTaken = 0
    /// Whether there is something to go on with, of which the library tells nobody.
    private var hasMore = false
    /// When deadlines are next looked at.
    private var nextLook: ContinuousClock.Instant?
    private(set) var server: OpaquePointer?

    /// - Parameter descriptor: a listening socket; it is closed in any case.
    /// - Throws: `InputError` when the library does not start.
    init(
        listener descriptor: Int32, _ options: HTTPOptions, perAddress: Int, _ handOver: HTTPHandOver,
        _ log: HTTPLog
    ) throws(InputError) {
        self.options = options
        listener = descriptor
        self.handOver = handOver
        self.log = log
        if let words = mhd_load() {
            close(descriptor)
            throw InputError(code: .unavailable, input: log.name, message: String(cString: words))
        }
        do throws(AlertError) {
            gatherer = try AlertGatherer(options)
        } catch {
            close(descriptor)
            throw InputError(code: .unreadable, input: log.name, message: error.description)
        }
        replies = HTTPReplies()
        var wanted = mhd_options()
        wanted.listener = descriptor
        wanted.connections = UInt32(clamping: options.connections)
        wanted.connections_per_address = UInt32(clamping: perAddress)
        wanted.memory = Self.connectionMemory
        wanted.handlers = mhd_handlers(
            opened: httpOpened, closed: httpClosed, handle: httpHandle, completed: httpCompleted)
        wanted.context = Unmanaged.passUnretained(self).toOpaque()
        var reason = [CChar](repeating: 0, count: 512)
        server = Self.start(&wanted, options.tls, &reason)
        if server == nil {
            throw InputError(
                code: options.tls == nil ? .unavailable : .badConfiguration, input: log.name,
                message: Self.words(reason))
        }
    }

    private static func start(
        _ wanted: inout mhd_options, _ tls: HTTPOptions.TLS?, _ reason: inout [CChar]
    ) -> OpaquePointer? {
        guard let tls else { return mhd_server_new(&wanted, &reason, reason.count) }
        return tls.certificate.withCString { certificate in
            tls.key.withCString { key in
                wanted.certificate = certificate
                wanted.key = key
                guard let authority = tls.clientAuthority else {
                    return mhd_server_new(&wanted, &reason, reason.count)
                }
                return authority.withCString {
                    wanted.client_authority = $0
                    return mhd_server_new(&wanted, &reason, reason.count)
                }
            }
        }
    }

    /// What the library gave as its reason.
    private static func words(_ reason: [CChar]) -> String {
        let said = String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return said.split(separator: "\n").first.map(String.init) ?? "the server does not start"
    }

    deinit {
        // Never run: nothing is suspended.
        server.map(mhd_server_free)
    }

    // The thread

    /// Serves until it is stopped and all that came is settled.
    func run() {
        guard let server else { return }
        handOver.begin()
        while !isOver {
            if wait(server) { handOver.clear() }
            catchUp(server)
            hasMore = false
            makeRoom(at: listener)
            guard mhd_server_run(server) else { break }
            offer()
            // The task may have taken the load by now, or want no more.
            catchUp(server)
            lookAtDeadlines()
        }
        end(server)
    }

    /// Lets the task run, and does what it wants.
    private func catchUp(_ server: OpaquePointer) {
        handOver.runTask()
        settle()
        if stopped == nil, handOver.isStopped {
            stopped = now
            mhd_server_refuse(server)
        }
    }

    /// Waits until there is something to do.
    /// - Returns: whether the task that takes alerts has news.
    private func wait(_ server: OpaquePointer) -> Bool {
        var entries = [
            pollfd(fd: mhd_server_descriptor(server), events: Int16(POLLIN), revents: 0),
            pollfd(fd: handOver.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: -1, events: Int16(POLLIN), revents: 0),
        ]
        var limit = hasMore ? 0 : mhd_server_timeout(server)
        let due = nextRoom
        // Who comes is looked for only when there is a place to be had: it would wake again and again.
        if let due, due <= now { entries[2].fd = listener }
        for deadline in [nextLook, stopped.map { $0 + options.grace }, due.flatMap { $0 > now ? $0 : nil }] {
            guard let deadline else { continue }
            let left = max(.zero, deadline - now).components
            // Rounded up, so that the deadline has passed when the wait is over.
            let milliseconds = Int32(
                clamping: left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000 + 1)
            limit = limit < 0 ? milliseconds : min(limit, milliseconds)
        }
        let ready = poll(&entries, 3, limit)
        now = .now
        return ready > 0 && entries[1].revents != 0
    }

    private var isOver: Bool {
        guard let stopped, out.isEmpty, held.isEmpty else { return false }
        return now >= stopped + options.grace || exchanges.allSatisfy { $0.isQuiet }
    }

    /// Hands on what was gathered, once the load before it was taken.
    private func offer() {
        guard out.isEmpty, !held.isEmpty else { return }
        do throws(AlertError) {
            handOver.offer(try gatherer.take())
            out = held
            held = []
        } catch {
            // Memory is short. The alerts stay with the gatherer; who sent them may send them again.
            for exchange in held { release(exchange, taken: false) }
            held = []
        }
    }

    /// Tells the clients whose alerts were taken.
    private func settle() {
        guard let taken = handOver.news() else { return }
        var alerts = 0
        for exchange in out {
            let isTaken = exchange.batch < taken
            if isTaken { alerts += exchange.outcome?.alerts ?? 0 }
            release(exchange, taken: isTaken)
        }
        log.count(alerts: alerts)
        out.removeAll(keepingCapacity: true)
    }

    private func resume(_ exchange: HTTPExchange) {
        hasMore = true
        mhd_resume(exchange.request)
    }

    private func release(_ exchange: HTTPExchange, taken: Bool) {
        exchange.phase = .settled(taken: taken)
        give(exchange)
        resume(exchange)
    }

    private func end(_ server: OpaquePointer) {
        for exchange in held + out { release(exchange, taken: false) }
        for exchange in waiting { expire(exchange) }
        for _ in 0..<2 { _ = mhd_server_run(server) }
        mhd_server_free(server)
        self.server = nil
        handOver.end()
    }

    // Connections

    func add(_ exchange: HTTPExchange) {
        exchange.place = exchanges.count
        exchanges.append(exchange)
        expect(exchange, within: options.idle)
    }

    func remove(_ exchange: HTTPExchange) {
        give(exchange)
        // The library looks for who waits for the place only when it is run again.
        if exchanges.count >= options.connections { hasMore = true }
        let last = exchanges.removeLast()
        guard last !== exchange else { return }
        exchanges[exchange.place] = last
        last.place = exchange.place
    }

    func hold(_ exchange: HTTPExchange) {
        exchange.phase = .held
        exchange.deadline = nil
        exchange.batch = gatherer.batch
        held.append(exchange)
        mhd_suspend(exchange.request)
    }

    /// It is the client's turn, for so long.
    func expect(_ exchange: HTTPExchange, within time: Duration) {
        let deadline = now + time
        exchange.deadline = deadline
        nextLook = min(nextLook ?? deadline, deadline)
    }

    /// Closes the connections whose time is over.
    private func lookAtDeadlines() {
        let isEnding = stopped.map { now >= $0 + options.grace } ?? false
        guard isEnding || nextLook.map({ now >= $0 }) ?? false else { return }
        nextLook = nil
        let late = exchanges.filter { exchange in
            guard var deadline = exchange.deadline else { return false }
            // Whoever waits for room is not late as long as others' alerts, which have it, wait to be taken.
            if case .waitingForRoom = exchange.phase, !held.isEmpty || !out.isEmpty {
                deadline = max(deadline, now + options.timeout)
                exchange.deadline = deadline
            } else if deadline <= now {
                return true
            }
            nextLook = min(nextLook ?? deadline, deadline)
            return false
        }
        for exchange in late { expire(exchange) }
    }

    func expire(_ exchange: HTTPExchange) {
        exchange.deadline = nil
        switch exchange.phase {
        case .held, .settled, .expired: return
        case .waitingForRoom:
            log.interrupted(exchange, "had no room for too long")
            waiting.removeAll { $0 === exchange }
            exchange.phase = .expired
            resume(exchange)
        case .receiving, .refused:
            log.interrupted(exchange, "took too long")
            fallthrough
        case .idle, .answered:
            exchange.phase = .expired
            // The library sees the end of the connection and cleans up.
            shutdown(mhd_socket(exchange.request), Int32(SHUT_RDWR))
        }
    }

    // Room

    /// Takes room for a body of so many bytes in all.
    /// - Returns: whether there was enough; if not, the exchange is suspended until some is given back.
    func reserve(_ exchange: HTTPExchange, _ bytes: Int) -> Bool {
        let wanted = bytes <= Self.freeRoom ? 0 : bytes
        let more = wanted - exchange.reserved
        let others = roomTaken - exchange.reserved
        if more <= 0 || others == 0 || roomTaken + more <= Self.largestBodies * options.largestBody {
            if more > 0 {
                roomTaken += more
                exchange.reserved = wanted
            }
            return true
        }
        exchange.phase = .waitingForRoom
        waiting.append(exchange)
        mhd_suspend(exchange.request)
        return false
    }

    /// Gives back all but that much.
    func give(_ exchange: HTTPExchange, but bytes: Int = 0) {
        let kept = bytes <= Self.freeRoom ? 0 : min(bytes, exchange.reserved)
        guard exchange.reserved > kept else { return }
        roomTaken -= exchange.reserved - kept
        exchange.reserved = kept
        let resumed = waiting
        waiting = []
        for exchange in resumed {
            exchange.phase = .receiving
            resume(exchange)
        }
    }
}

extension HTTPExchange {
    /// Whether nothing is under way.
    fileprivate var isQuiet: Bool {
        switch phase {
        case .idle, .expired: true
        default: false
        }
    }
}
