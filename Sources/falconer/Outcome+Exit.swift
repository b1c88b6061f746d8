internal import Agent
internal import ArgumentParser
internal import FalcoRPC
internal import Forwarding
internal import Inputs
internal import Outputs

extension Attachment.Outcome {
    /// Returns when all went well; throws the exit code that tells otherwise. What went wrong has been said.
    func exit() throws {
        switch self {
        case .ended, .outputClosed: return
        case .failOnMet: throw ExitStatus.failOnMet.code
        case .lost(let error): throw ExitStatus(error).code
        case .unreadable(let error): throw ExitStatus(error).code
        case .unforwarded(let error): throw ExitStatus(error).code
        case .outputFailed(let error): throw ExitStatus(error).code
        }
    }
}

extension Relay.Outcome {
    /// Returns when all went well; throws the exit code that tells otherwise. What went wrong has been said.
    func exit() throws {
        switch self {
        case .ended: return
        case .notServed(let error):
            switch error.reason {
            case .permissionDenied: throw ExitStatus.noPermission.code
            case .invalidEndpoint, .tls, .unknownHost: throw ExitStatus.badConfiguration.code
            default: throw ExitStatus.cannotCreate.code
            }
        case .unforwarded(let error): throw ExitStatus(error).code
        case .inputFailed(.falco(let error)): throw ExitStatus(error).code
        case .inputFailed(.input(let error)): throw ExitStatus(error).code
        case .outputFailed(let error): throw ExitStatus(error).code
        }
    }
}

extension ExitStatus {
    init(_ error: FalcoRPCError) {
        switch error.reason {
        case .permissionDenied: self = .noPermission
        case .invalidEndpoint, .tls: self = .badConfiguration
        case .system: self = .internalError
        default: self = .unreachable
        }
    }

    init(_ error: InputError) {
        switch error.code {
        case .notFound: self = .inputMissing
        case .noPermission: self = .noPermission
        case .unavailable: self = .unreachable
        case .badConfiguration: self = .badConfiguration
        default: self = .dataUnusable
        }
    }

    init(_ error: ForwardingError) {
        switch error.code {
        case .badTarget, .badFile: self = .badConfiguration
        case .missingFile: self = .inputMissing
        case .noPermission: self = .noPermission
        case .cannotWrite: self = .cannotWrite
        case .noLibrary: self = .unreachable
        default: self = .cannotCreate
        }
    }

    init(_ error: OutputError) {
        switch error.code {
        case .cannotCreate, .refused: self = .cannotCreate
        case .noPermission: self = .noPermission
        default: self = .cannotWrite
        }
    }
}
