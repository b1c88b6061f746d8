package import Forwarding
internal import Glibc
internal import Inputs

/// Where alerts are forwarded to, and how.
package struct ForwardPlan: Sendable {
    package var targets: [ForwardTarget]
    package var options: ForwardOptions
    /// A file whose first line goes with every request as a bearer token.
    package var token: String?
    /// How long what waits may still be sent at the end; `nil` for as long as it is taken.
    package var flush: Duration?

    package init(_ targets: [ForwardTarget], options: ForwardOptions) {
        self.targets = targets
        self.options = options
    }

    /// Where alerts would be sent to this program itself, for ever: one of its own HTTP inputs.
    package func ownInput(of input: InputPlan) -> ForwardTarget? {
        for case .http(let http) in input.places {
            let own = targets.first { $0.isLocal && $0.port == http.address.port }
            if let own { return own }
        }
        return nil
    }

    /// The options with the token in them.
    /// - Throws: `ForwardingError` when its file cannot be used.
    func completed() throws(ForwardingError) -> ForwardOptions {
        guard let token else { return options }
        var options = options
        let line: [UInt8]
        do throws(SmallFileError) {
            line = try SmallFile.firstLine(token)
        } catch {
            let code: ForwardingError.Code =
                switch error.number {
                case ENOENT, ENOTDIR: .missingFile
                case EACCES, EPERM: .noPermission
                default: .badFile
                }
            throw ForwardingError(code, error.description)
        }
        guard !line.isEmpty, line.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ForwardingError(.badFile, "\(token): its first line is no token")
        }
        options.headers.append(
            try HeaderField("Authorization: Bearer \(String(decoding: line, as: UTF8.self))"))
        return options
    }
}
