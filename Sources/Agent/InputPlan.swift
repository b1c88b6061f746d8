package import FalcoRPC
package import Inputs

/// Where a run takes its alerts from: one place or several at once.
package struct InputPlan: Sendable {
    /// One place.
    package enum Place: Sendable {
        /// Falco's gRPC API: subscribed to.
        case falco(FalcoEndpoint)
        /// Falco's gRPC API: what is queued now.
        case queue(FalcoEndpoint)
        /// Files of alerts one after the other; `-` is standard input.
        case files([String])
        /// A file of JSON alerts that is read while it is written.
        case follow(String, FollowedFileSource.Options)
        /// What is posted to an HTTP server of Falconer's.
        case http(HTTPInputPlan)
    }

    package var places: [Place]
    /// How Falco is asked.
    package var subscription = SubscriptionOptions()
    /// How many times as fast as they came alerts of files are taken; `nil` is as fast as they can be.
    package var pace: Double?
    /// The longest line that is taken for an alert, in bytes, up to 16 MiB.
    package var longestLine = SavedAlertsSource.longestLine
    /// Whether alerts keep the bytes that they came as.
    package var keepsOriginals = false
    /// Told what happens to the subscriptions among the places, which it knows by their names.
    var watch: (@Sendable (_ place: String, SubscriptionEvent) -> Void)?
    /// Told when one of the places has ended.
    var ended: (@Sendable (MergedSource.Ending) -> Void)?

    package init(_ places: [Place]) {
        self.places = places
    }

    /// Whether a subscription to Falco is among them.
    var subscribes: Bool {
        places.contains { if case .falco = $0 { true } else { false } }
    }

    /// Whether nothing but Falco's API is asked: only then a Falco that was never reached means that there is nothing.
    var needsFalco: Bool {
        places.allSatisfy {
            switch $0 {
            case .falco, .queue: true
            case .files, .follow, .http: false
            }
        }
    }

    /// Whether Falco's API is asked at all.
    package var asksFalco: Bool {
        places.contains {
            switch $0 {
            case .falco, .queue: true
            case .files, .follow, .http: false
            }
        }
    }

    /// Whether nothing but lines of JSON is read.
    package var readsOnlyLines: Bool {
        places.allSatisfy {
            switch $0 {
            case .files, .follow: true
            case .falco, .queue, .http: false
            }
        }
    }

    /// Whether there is a single file, whose lines can be told by number.
    var isOneFile: Bool {
        guard places.count == 1, case .files(let files) = places[0] else { return false }
        return files.count == 1
    }

    /// Whether everything that may come stays where it is when it is not taken.
    var readsOnlyFiles: Bool {
        places.allSatisfy {
            switch $0 {
            case .files(let files): !files.contains("-")
            case .follow: true
            case .falco, .queue, .http: false
            }
        }
    }

    /// The sources, told to say what happens to the log. Those that others come to can be reached from now on.
    /// - Throws: `InputError` when there cannot be one of them.
    func open(_ log: InputLog) throws(InputError) -> MergedSource {
        var sources: [NamedSource] = []
        for place in places { sources.append(NamedSource(place.name, try source(place, log))) }
        return MergedSource(sources, endsWithFalco: !subscription.reconnects) { [ended] ending in
            log.note(ending)
            ended?(ending)
        }
    }

    private func source(_ place: Place, _ log: InputLog) throws(InputError) -> any AlertSource {
        var options = subscription
        options.keepsOriginals = keepsOriginals
        options.observer = { [watch, name = place.name] event in
            log.note(event)
            watch?(name, event)
        }
        switch place {
        case .falco(let endpoint): return SubscriptionSource(FalcoClient(endpoint).alerts(options))
        case .queue(let endpoint): return SubscriptionSource(FalcoClient(endpoint).queuedAlerts(options))
        case .files(let files):
            return SavedAlertsSource(
                files, keepsOriginals: keepsOriginals, longestAlert: longestLine, pace: pace
            ) { log.note($0) }
        case .follow(let path, var options):
            options.keepsOriginals = keepsOriginals
            options.longestAlert = longestLine
            return FollowedFileSource(path, options) { log.note($0) }
        case .http(let plan):
            let source = try plan.open(
                keepsOriginals: keepsOriginals, largestBody: subscription.maximumMessageSize
            ) { log.note($0) }
            log.say("taking Falco's alerts at \(source.url)")
            return source
        }
    }
}

extension InputPlan.Place {
    /// How counts and messages call it.
    package var name: String {
        switch self {
        case .falco(let endpoint), .queue(let endpoint): "grpc \(endpoint)"
        case .files(["-"]): "standard input"
        case .files(let files): files.count == 1 ? "file \(files[0])" : "\(files.count) files"
        case .follow(let path, _): "file \(path)"
        case .http(let plan): "http \(plan.address)"
        }
    }
}
