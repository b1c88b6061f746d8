internal import ArgumentParser

/// The exit codes that scripts may rely on.
enum ExitStatus: Int32 {
    case failOnMet = 10
    case usage = 64
    case dataUnusable = 65
    case inputMissing = 66
    case unreachable = 69
    case internalError = 70
    case cannotCreate = 73
    case cannotWrite = 74
    case noPermission = 77
    case badConfiguration = 78

    var code: ExitCode { ExitCode(rawValue) }
}
