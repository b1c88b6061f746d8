internal import CFalco

/// Why an alert could not be decoded or built.
public struct AlertError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong. New codes may be added.
    public struct Code: Sendable, Hashable {
        enum Value: Sendable { case malformed, tooLarge, tooComplex, batchFull, outOfMemory }
        let value: Value

        /// The bytes are not the encoding of an alert.
        public static let malformed = Code(value: .malformed)
        /// The message is longer than the limit.
        public static let tooLarge = Code(value: .tooLarge)
        /// The decoded form would outgrow the memory limit.
        public static let tooComplex = Code(value: .tooComplex)
        /// The batch holds as much as one can; take it and try again.
        public static let batchFull = Code(value: .batchFull)
        /// Memory is short.
        public static let outOfMemory = Code(value: .outOfMemory)
    }

    /// What went wrong.
    public let code: Code

    /// Why, in a few words, where the code does not tell: what is wrong with a JSON text.
    public let reason: String?

    /// An error of that code.
    public init(_ code: Code, reason: String? = nil) {
        self.code = code
        self.reason = reason
    }

    init?(_ status: falco_status, reason: UnsafePointer<CChar>? = nil) {
        switch status {
        case FALCO_OK: return nil
        case FALCO_MALFORMED: self.init(.malformed, reason: reason.map { String(cString: $0) })
        case FALCO_TOO_LARGE: self.init(.tooLarge)
        case FALCO_TOO_COMPLEX: self.init(.tooComplex)
        case FALCO_BATCH_FULL: self.init(.batchFull)
        default: self.init(.outOfMemory)
        }
    }

    /// What went wrong, in words.
    public var description: String {
        let said = reason.map { ": \($0)" } ?? ""
        return switch code.value {
        case .malformed: "not the encoding of a Falco alert" + said
        case .tooLarge: "longer than the limit for one alert"
        case .tooComplex: "too many parts for the memory allowed to one alert"
        case .batchFull: "the batch is full"
        case .outOfMemory: "out of memory"
        }
    }
}
