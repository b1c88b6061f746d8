package import HTTP2

extension FalcoRPCError {
    /// What a fault of the connection means for the call on it.
    ///
    /// - Parameter place: where the server is, when the error does not say so itself.
    package init(_ error: HTTP2Error, at place: String? = nil) {
        let (code, reason): (Code, Reason) =
            switch error.code {
            case .missing: (.unavailable, error.errorNumber == 0 ? .unknownHost : .socketMissing)
            case .refused: (.unavailable, .connectionRefused)
            case .permissionDenied: (.permissionDenied, .permissionDenied)
            case .notASocket: (.failedPrecondition, .notASocket)
            case .invalid: (.invalidArgument, .invalidEndpoint)
            case .inUse: (.failedPrecondition, .addressInUse)
            case .timedOut: (.deadlineExceeded, .timedOut)
            case .closed: (.unavailable, .connectionLost)
            case .notHTTP2: (.unavailable, .notHTTP2)
            case .violation: (.internal, .protocolViolation)
            case .tls: (.unavailable, .tls)
            case .cancelled: (.cancelled, .cancelled)
            default: (.unavailable, .system)
            }
        let start = place.map { "\($0): " } ?? ""
        self.init(code, reason, start + error.message, cause: error)
    }

    /// Whether trying again is pointless as long as nobody changes anything, so that a first attempt should fail.
    var isPermanent: Bool {
        switch reason {
        case .permissionDenied, .notASocket, .invalidEndpoint, .notHTTP2, .tls: true
        default: isFinal
        }
    }

    /// Whether the server itself is not one to subscribe to, however often it is asked.
    var isFinal: Bool {
        switch reason {
        case .notFalco, .notGRPC, .compressed, .alreadySubscribed: true
        default: false
        }
    }
}
