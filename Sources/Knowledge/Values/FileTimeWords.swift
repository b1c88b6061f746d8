/// Times of the file that runs, against the time of the event.
enum FileTimeWords {
    static func time(_ value: String) -> String {
        guard let time = UInt64(value), time > 0 else { return "" }
        return Moment.words(nanoseconds: time) + "."
    }

    /// When the container, or on the host the system, started.
    static func start(_ value: String, event: UInt64?, inContainer: Bool) -> String {
        guard let time = UInt64(value), time > 0 else { return "" }
        let what = inContainer ? "" : " About the time of boot, since this was no container."
        guard let event, event >= time else { return Moment.words(nanoseconds: time) + "." + what }
        return
            "\(Moment.words(nanoseconds: time)), \(Moment.words(stretch: event - time)) before the event.\(what)"
    }

    static func changed(_ value: String, event: UInt64?) -> String {
        guard let time = UInt64(value), time > 0 else { return "" }
        guard let event else { return "Last changed at \(Moment.words(nanoseconds: time))." }
        if time > event {
            return
                "Last changed at \(Moment.words(nanoseconds: time)), after the event: the clock was moved, "
                + "or the file system keeps its own time."
        }
        let age = event - time
        let fresh = age < 60_000_000_000 ? ": fresh" : ""
        return "Last changed \(Moment.words(stretch: age)) before the event\(fresh)."
    }

    static func modified(_ value: String, changed: String?, event: UInt64?) -> String {
        guard let time = UInt64(value), time > 0 else { return "" }
        let words = Moment.words(nanoseconds: time)
        if let event, time > event {
            return
                "Says \(words), which was still to come: the time was set by hand, or Falco read it wrongly."
        }
        if let changed = changed.flatMap({ UInt64($0) }), changed > time, changed - time > 3_600_000_000_000 {
            return
                "Says \(words), \(Moment.words(stretch: changed - time)) before the file last changed: copied or "
                + "unpacked with its old time, or set back."
        }
        return "Says \(words)."
    }

    /// From the file's last change to the start of the process. Falco prints a negative difference as an unsigned
    /// number of 64 bits.
    static func changeToStart(_ value: String) -> String {
        guard let raw = UInt64(value) ?? Int64(value).map({ UInt64(bitPattern: $0) }) else { return "" }
        let difference = Int64(bitPattern: raw)
        let words = Moment.words(stretch: difference.magnitude)
        if difference < 0 {
            return
                "Below zero (Falco prints it unsigned): the file changed \(words) after the process was made, "
                + "as when one process writes a file and runs it at once."
        }
        return difference < 60_000_000_000
            ? "The file changed \(words) before the process was made: written, then run at once."
            : "The file changed \(words) before the process was made."
    }

    static func containerToChange(_ value: String) -> String {
        guard let raw = UInt64(value) else { return "" }
        let difference = Int64(bitPattern: raw)
        if difference <= 0 { return "The file has not changed since the container started." }
        return
            "The file changed \(Moment.words(stretch: raw)) after the container started: it is not as the image brought it."
    }

    static func age(_ value: String, of what: String) -> String {
        guard let age = UInt64(value), age <= UInt64(Int64.max) else { return "" }
        return "The \(what) had been running for \(Moment.words(stretch: age))."
    }

    static func duration(_ value: String) -> String {
        guard let stretch = UInt64(value), stretch <= UInt64(Int64.max), stretch > 0 else { return "" }
        return Wording.capitalised(Moment.words(stretch: stretch)) + "."
    }
}
