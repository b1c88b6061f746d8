/// Why a call to Falco failed, or why Falco cannot be reached.
public struct FalcoRPCError: Error, Sendable, CustomStringConvertible {
    /// gRPC's status code.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The number on the wire; 0 is no error.
        public let rawValue: Int

        /// A code from its number.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// The caller gave up.
        public static let cancelled = Code(rawValue: 1)
        /// The server does not say more.
        public static let unknown = Code(rawValue: 2)
        /// The caller asked for something impossible.
        public static let invalidArgument = Code(rawValue: 3)
        /// It took too long.
        public static let deadlineExceeded = Code(rawValue: 4)
        /// What was asked for does not exist.
        public static let notFound = Code(rawValue: 5)
        /// The caller may not do that.
        public static let permissionDenied = Code(rawValue: 7)
        /// Something is used up.
        public static let resourceExhausted = Code(rawValue: 8)
        /// Not now, in this state.
        public static let failedPrecondition = Code(rawValue: 9)
        /// The server does not offer that.
        public static let unimplemented = Code(rawValue: 12)
        /// One of the two sides broke the protocol.
        public static let `internal` = Code(rawValue: 13)
        /// The server cannot be reached, or went away.
        public static let unavailable = Code(rawValue: 14)
        /// The server does not know who is calling.
        public static let unauthenticated = Code(rawValue: 16)

        private static let names = [
            "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
            "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
        ]

        /// The code's name, for example `UNAVAILABLE`.
        public var description: String {
            Code.names.indices.contains(rawValue) ? Code.names[rawValue] : "status \(rawValue)"
        }
    }

    /// What stands behind the code, for programs that act on it. New reasons may be added.
    public struct Reason: Sendable, Hashable, CustomStringConvertible {
        /// The reason's name.
        public let description: String

        /// There is no socket at that path.
        public static let socketMissing = Reason(description: "socket missing")
        /// Nobody listens there; a socket may be left over from a Falco that is gone.
        public static let connectionRefused = Reason(description: "connection refused")
        /// This user may not open the socket. The message names its mode, owner and group.
        public static let permissionDenied = Reason(description: "permission denied")
        /// What is at that path is no socket.
        public static let notASocket = Reason(description: "not a socket")
        /// The path, the host or a certificate file cannot be used.
        public static let invalidEndpoint = Reason(description: "invalid endpoint")
        /// The host name is not known.
        public static let unknownHost = Reason(description: "unknown host")
        /// Another server is in the way.
        public static let addressInUse = Reason(description: "address in use")
        /// The server does not speak HTTP/2.
        public static let notHTTP2 = Reason(description: "not HTTP/2")
        /// The server speaks HTTP/2, but not gRPC.
        public static let notGRPC = Reason(description: "not gRPC")
        /// The server speaks gRPC, but has no Falco services.
        public static let notFalco = Reason(description: "not Falco")
        /// The server compressed a message, which Falco never does.
        public static let compressed = Reason(description: "compressed")
        /// The server broke the rules of HTTP/2 or gRPC.
        public static let protocolViolation = Reason(description: "protocol violation")
        /// TLS failed, or a certificate was not accepted.
        public static let tls = Reason(description: "TLS")
        /// There was no answer in time.
        public static let timedOut = Reason(description: "timed out")
        /// The connection broke.
        public static let connectionLost = Reason(description: "connection lost")
        /// Falco ended the subscription in order: it shuts down or reloads its configuration.
        public static let ended = Reason(description: "ended")
        /// Another server has taken the place of the one that was connected.
        public static let replaced = Reason(description: "replaced")
        /// The server answered with a gRPC error status.
        public static let status = Reason(description: "status")
        /// The caller gave up.
        public static let cancelled = Reason(description: "cancelled")
        /// The stream has been iterated already, or this client already has a subscription.
        public static let alreadySubscribed = Reason(description: "already subscribed")
        /// The operating system refused something.
        public static let system = Reason(description: "system")
    }

    /// gRPC's status code.
    public let code: Code
    /// What stands behind it.
    public let reason: Reason
    /// What happened and, where something can be done, what would help. May quote the server: escape before display.
    public let message: String
    /// The error underneath, if there is one.
    public let cause: (any Error)?

    /// An error.
    public init(_ code: Code, _ reason: Reason, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}
