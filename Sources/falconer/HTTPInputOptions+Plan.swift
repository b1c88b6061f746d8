internal import Agent
internal import Inputs

extension HTTPInputOptions {
    /// The server that is asked for; `nil` when none is.
    func plan(_ faults: inout Faults) -> HTTPInputPlan? {
        guard let listenHttp else {
            let isLost =
                listenHttpCert != nil || listenHttpKey != nil || listenHttpClientCa != nil
                || listenHttpToken != nil
                || listenHttpOpen || listenHttpTimeout != nil
            if isLost { faults.add("the --listen-http-… flags go with --listen-http") }
            return nil
        }
        guard let address = ListenAddress(listenHttp) else {
            faults.add("--listen-http wants \(ListenAddress.forms), not “\(listenHttp)”")
            return nil
        }
        if (listenHttpCert == nil) != (listenHttpKey == nil) {
            faults.add("--listen-http-cert and --listen-http-key go together")
        }
        if listenHttpClientCa != nil, listenHttpCert == nil {
            faults.add("--listen-http-client-ca needs --listen-http-cert and --listen-http-key")
        }
        var plan = HTTPInputPlan(address)
        plan.certificate = listenHttpCert
        plan.key = listenHttpKey
        plan.clientAuthority = listenHttpClientCa
        plan.token = listenHttpToken
        plan.isOpen = listenHttpOpen
        if let timeout = listenHttpTimeout?.value {
            if timeout < .seconds(1) || timeout > .seconds(600) {
                faults.add("--listen-http-timeout wants 1s to 10m")
            }
            plan.timeout = timeout
        }
        if listenHttpOpen {
            if address.isLoopback ?? (address.host == "localhost") {
                faults.add(
                    "--listen-http-open is for addresses that other hosts reach, and only this one reaches \(address.host)"
                )
            }
            if listenHttpToken != nil || listenHttpClientCa != nil {
                faults.add(
                    "--listen-http-open lets anybody send; --listen-http-token and --listen-http-client-ca do not"
                )
            }
        }
        if address.isLoopback == false, let objection = plan.objection {
            faults.add("--listen-http \(listenHttp): \(objection)")
        }
        return plan
    }
}
