internal import Agent
internal import Forwarding
internal import Glibc

extension ForwardingOptions {
    /// Where to forward to; `nil` for nowhere.
    ///
    /// - Parameter isLive: whether alerts come when they will, rather than from files.
    func plan(isLive: Bool, _ faults: inout Faults) -> ForwardPlan? {
        guard !forward.isEmpty else {
            let isLost =
                !forwardHeader.isEmpty || forwardToken != nil || forwardCa != nil || forwardCert != nil
                || forwardKey != nil || forwardTimeout != nil || forwardSpool != nil || forwardFlush != nil
            if isLost { faults.add("the --forward-… flags go with --forward") }
            return nil
        }
        let targets = targets(&faults)
        guard let spool = forwardSpool ?? Self.defaultSpool, !spool.isEmpty else {
            faults.add("--forward-spool wants a directory: there is no HOME to have one in")
            return nil
        }
        var options = ForwardOptions(spool: spool)
        options.headers = headers(&faults)
        options.authority = forwardCa
        options.certificate = forwardCert
        options.key = forwardKey
        if (forwardCert == nil) != (forwardKey == nil) {
            faults.add("--forward-cert and --forward-key go together")
        }
        if !(1...(1 << 20)).contains(forwardSpoolSize) {
            faults.add("--forward-spool-size wants 1 to 1048576 MiB, not \(forwardSpoolSize)")
        }
        options.spoolSize = min(1 << 20, max(1, forwardSpoolSize)) << 20
        options.waitsForRoom = !isLive
        options.agent = "falconer/\(VersionReport.version)"
        if let timeout = forwardTimeout?.value {
            if timeout < .seconds(1) || timeout > .seconds(300) {
                faults.add("--forward-timeout wants 1s to 5m")
            }
            options.timeout = timeout
        }
        var plan = ForwardPlan(targets, options: options)
        plan.token = forwardToken
        plan.flush = forwardFlush?.value ?? (isLive ? .seconds(5) : nil)
        return plan
    }

    /// Refuses to send alerts back to where they come in, once all inputs are known.
    static func checkLoop(_ plan: ForwardPlan?, _ input: InputPlan) throws {
        guard let target = plan?.ownInput(of: input) else { return }
        var faults = Faults()
        faults.add(
            "--forward \(target.shown) is where this run takes alerts itself: each would come back for ever")
        try faults.check()
    }

    private func targets(_ faults: inout Faults) -> [ForwardTarget] {
        var targets: [ForwardTarget] = []
        for (index, text) in forward.enumerated() {
            do throws(ForwardingError) {
                let target = try ForwardTarget(text)
                if targets.contains(where: { $0.key == target.key }) {
                    faults.add("--forward names \(target.shown) twice")
                }
                targets.append(target)
            } catch {
                // The URL itself is not shown: it may hold a password.
                let which = forward.count > 1 ? " number \(index + 1)" : ""
                faults.add("--forward\(which) wants a URL such as http://127.0.0.1:2801/: \(error)")
            }
        }
        let isSecret = forwardToken != nil || !forwardHeader.isEmpty
        if isSecret, targets.count > 1 {
            faults.add(
                "--forward-token and --forward-header would go to every --forward: "
                    + "with several, put user:password@ into the URLs")
        }
        let hasUser = forward.contains(where: Self.hasUser)
        if hasUser, forwardToken != nil {
            faults.add("--forward-token and user:password@ in the URL exclude each other")
        }
        if forwardHeader.contains(where: { $0.lowercased().hasPrefix("authorization:") }),
            hasUser || forwardToken != nil
        {
            faults.add(
                "--forward-header Authorization excludes --forward-token and user:password@ in the URL")
        }
        let hasTLS = forwardCa != nil || forwardCert != nil || forwardKey != nil
        if hasTLS, !targets.isEmpty, targets.allSatisfy(\.isPlain) {
            faults.add("--forward-ca, --forward-cert and --forward-key go with an https:// URL")
        }
        if isSecret, let target = targets.first, target.isPlain, !target.isLocal {
            faults.add("--forward-token and --forward-header go to other hosts only over https")
        }
        return targets
    }

    /// Whether a URL names a user.
    private static func hasUser(_ url: String) -> Bool {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return false }
        return url[url.index(colon, offsetBy: 3)...].prefix { $0 != "/" && $0 != "?" }.contains("@")
    }

    private func headers(_ faults: inout Faults) -> [HeaderField] {
        forwardHeader.compactMap { text in
            do throws(ForwardingError) {
                return try HeaderField(text)
            } catch {
                faults.add("--forward-header: \(error)")
                return nil
            }
        }
    }

    private static var defaultSpool: String? {
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        // systemd gives several, separated by colons.
        if let state = variable("STATE_DIRECTORY")?.split(separator: ":").first { return "\(state)/forward" }
        if let state = variable("XDG_STATE_HOME") { return "\(state)/falconer/forward" }
        return variable("HOME").map { "\($0)/.local/state/falconer/forward" }
    }
}
