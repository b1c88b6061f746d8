internal import Analysis
internal import FalcoAlerts
internal import Glibc
internal import Inputs
internal import Outputs

/// The stages and the sink of a run of `tune`: a survey, a study, and a trial where the input can be read again.
actor TuneSession {
    private let thread = SerialThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let plan: TunePlan
    private let console: Console
    private var survey: NoiseSurvey
    /// Of the pass that is under way. The same alerts get the same numbers in both.
    private var follower: IncidentFollower
    private var study: TuningStudy?
    /// Alerts of each pass, selected or not.
    private var taken = (first: 0, second: 0)
    private var hidden: [UInt16] = []

    init(plan: TunePlan, console: Console) {
        self.plan = plan
        self.console = console
        survey = NoiseSurvey(knowledge: plan.knowledge)
        follower = IncidentFollower(knowledge: plan.knowledge)
    }

    /// The first pass.
    func survey(_ batch: AlertBatch) {
        for alert in batch {
            taken.first += 1
            // Incidents are made of all alerts; what tuning looks at may be a part of them.
            let group = follower.observe(alert)
            if plan.filter.keeps(alert) {
                survey.take(alert, group: group, isNothing: follower.isNothing)
            }
        }
    }

    /// Between the passes.
    func makeStudy(triesAll: Bool) {
        var study = survey.study(options: plan.options, rules: plan.rules, incidents: follower.finish())
        if triesAll {
            study.beginTrial()
            follower = IncidentFollower(knowledge: plan.knowledge)
        }
        self.study = study
    }

    /// The second pass.
    /// - Returns: whether more is wanted.
    func tryChanges(_ batch: AlertBatch) -> Bool {
        for alert in batch {
            // What was added to the file meanwhile belongs to another history.
            guard taken.second < taken.first else { return false }
            taken.second += 1
            let group = follower.observe(alert)
            guard plan.filter.keeps(alert) else {
                if plan.form == .hidden { hidden.append(0) }
                continue
            }
            let change = study?.tryChanges(on: alert, group: group)
            if plan.form == .hidden { hidden.append(UInt16(clamping: (change ?? nil).map { $0 + 1 } ?? 0)) }
        }
        return true
    }

    func finish() -> Attachment.Outcome {
        if var study, study.tried > 0 || taken.second > 0, taken.second != taken.first {
            console.say(
                "the input changed while it was read; changes are tried on what was kept of the first time")
            study.endTrial()
            self.study = study
        }
        guard let study else { return .ended }
        let report = study.report()
        do throws(OutputError) {
            try show(report, study)
            try write(report)
        } catch {
            if error.code == .readerGone { return .outputClosed }
            console.say(error.description)
            return .outputFailed(error)
        }
        return .ended
    }

    private func show(_ report: TuningReport, _ study: TuningStudy) throws(OutputError) {
        var out: [UInt8] = []
        switch plan.form {
        case .report: TerminalRenderer(width: plan.width, colors: plan.colors).tuning(report, into: &out)
        case .markdown: MarkdownRenderer().tuning(report, into: &out)
        case .json: JSONRenderer().tuning(report, into: &out)
        case .html: HTMLRenderer().tuning(report, into: &out)
        case .yaml: out = Array((report.file ?? "# \(plan.nothing)\n").utf8)
        case .hidden:
            // Changes that were withheld after all hide nothing.
            let names = study.proposalNames
            for (place, change) in hidden.enumerated() {
                let name = change > 0 ? names[Int(change) - 1] : nil
                out += Array("\(place + 1)\t\(name ?? "-")\n".utf8)
            }
        }
        var sink = StreamSink(descriptor: 1)
        try sink.write(out)
        try sink.finish()
    }

    private func write(_ report: TuningReport) throws(OutputError) {
        guard let path = plan.write else { return }
        guard let file = report.file else {
            console.say("\(plan.nothing); \(path) is not written")
            return
        }
        try TuningSink.write(file, to: path, mayReplace: plan.mayReplace)
        console.say("\(report.proposals.count) changes written to \(path)")
    }
}

extension TunePlan {
    fileprivate var nothing: String { "no change is proposed" }
}
