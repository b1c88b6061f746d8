internal import CCurl
internal import Escaping
internal import Glibc
internal import HTTP2

/// Posts to one URL over a connection that is kept. `post` belongs to one thread; `interrupt` may be called from any.
final class Poster: @unchecked Sendable {
    enum Outcome {
        /// The other side has it.
        case taken
        /// It may have it another time: not before so long, where it says so.
        case later(String, after: Duration?, Cause)
        /// It will not have it.
        case refused(String)
        case interrupted
    }

    /// What may be over by itself.
    enum Cause {
        /// No answer came.
        case connection
        /// An answer that means a time when it takes nothing.
        case busy
        /// An answer that may mean this alert.
        case failure
    }

    private let poster: OpaquePointer

    /// - Throws: `ForwardingError`.
    init(_ target: ForwardTarget, _ options: ForwardOptions) throws(ForwardingError) {
        if let words = curl_load() { throw ForwardingError(.noLibrary, String(cString: words)) }
        for file in [options.authority, options.certificate, options.key] {
            guard let file, access(file, R_OK) != 0 else { continue }
            let code: ForwardingError.Code = errno == ENOENT || errno == ENOTDIR ? .missingFile : .badFile
            throw .system(code, "cannot read \(Escaping.terminal(file))")
        }
        // The library would find out at the first connection, and it would look as if the other side were down.
        do throws(HTTP2Error) {
            try TLSContext.check(
                ca: options.authority, certificate: options.certificate, key: options.key)
        } catch {
            throw ForwardingError(.badFile, Escaping.terminal(error.message))
        }
        // No waiting for leave to send what is long.
        let lines = ["Content-Type: application/json", "Expect:"] + options.headers.map(\.line)
        var reason = [CChar](repeating: 0, count: 256)
        let made = Self.with(lines) { headers in
            Self.with([target.url, options.authority, options.certificate, options.key, options.agent]) {
                texts in
                var wanted = curl_poster_options()
                wanted.url = texts[0]
                wanted.headers = headers.baseAddress
                wanted.authority = texts[1]
                wanted.certificate = texts[2]
                wanted.key = texts[3]
                wanted.agent = texts[4]
                return curl_poster_new(&wanted, &reason, reason.count)
            }
        }
        guard let made else {
            throw ForwardingError(.badTarget, "\(target.shown): \(Self.words(reason))")
        }
        poster = made
    }

    deinit {
        curl_poster_free(poster)
    }

    /// Sends a body and waits for the answer.
    func post(_ body: [UInt8], within limit: Duration) -> Outcome {
        let (seconds, attoseconds) = limit.components
        let milliseconds = Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        var result = curl_result()
        curl_post(poster, body, body.count, milliseconds, &result)
        let said = withUnsafeBytes(of: &result.words) { Self.shown($0) }
        switch result.outcome {
        case CURL_ANSWERED: return Self.outcome(result, said)
        case CURL_INTERRUPTED: return .interrupted
        default: return .later(said.isEmpty ? "it cannot be reached" : said, after: nil, .connection)
        }
    }

    /// Ends the request under way and those to come.
    func interrupt() {
        curl_interrupt(poster)
    }

    private static func outcome(_ result: curl_result, _ said: String) -> Outcome {
        let words = "it answered \(result.status)" + (said.isEmpty ? "" : " (\(said))")
        let after: Duration? = result.retry_after > 0 ? .seconds(result.retry_after) : nil
        switch result.status {
        case 200..<300: return .taken
        case 300..<400:
            return .refused(
                "it answered \(result.status), a redirect, which is not followed: give the URL it leads to")
        case 408, 425, 429, 502, 503, 504: return .later(words, after: after, .busy)
        case 500...: return .later(words, after: after, .failure)
        default: return .refused(words)
        }
    }

    /// The first line of what the other side or the library says, fit for a terminal.
    private static func shown(_ bytes: UnsafeRawBufferPointer) -> String {
        let line = bytes.prefix { $0 != 0 }.drop { $0 <= 0x20 }.prefix { $0 != 0x0A && $0 != 0x0D }
        return Escaping.terminal(bytes: Array(line), limit: 160)
    }

    private static func words(_ reason: [CChar]) -> String {
        reason.withUnsafeBytes { shown($0) }
    }

    /// Calls `body` with C strings, and NULL behind them.
    private static func with<R>(
        _ texts: [String?], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let copies = texts.map { $0.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        return (copies + [nil]).map { UnsafePointer($0) }.withUnsafeBufferPointer(body)
    }
}

/// libcurl, which is loaded only when it is needed.
package enum ForwardingLibrary {
    /// Its version at run time; `nil` when it is not installed.
    package static var version: String? { curl_version_number().map { String(cString: $0) } }
}
