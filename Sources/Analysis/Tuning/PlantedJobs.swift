internal import Escaping
internal import Knowledge

/// What an intruder may have left behind to run at a beat: programs and scripts that were written while the history was
/// recorded, jobs that began after an incident, and what lies where jobs do not belong.
struct PlantedJobs {
    private static let written = [
        "fd.name", "evt.arg.name", "evt.arg.path", "evt.arg.newpath", "evt.arg.filename",
    ]
    /// Where the process and those above it are told.
    private static let programs = ["proc.exepath", "proc.pexepath", "proc.aexepath[2]", "proc.aexepath[3]"]
    private static let names =
        ["proc.name", "proc.pname"] + (2...7).map { "proc.aname[\($0)]" }

    private let table: NoiseTable
    /// The rule that tells of the writing of a path, and of a file of that name.
    private var writers: [String: Int] = [:]
    private var writersOfNames: [String: (path: String, rule: Int)] = [:]
    /// When the first incident that needs attention began in a container, or on hosts: nanoseconds.
    private var onsets: [String: (time: Int64, title: String)] = [:]

    init(_ table: NoiseTable) {
        self.table = table
    }

    /// Takes note of a shape that is no routine, and of the incident that needs attention and that it belongs to.
    mutating func note(_ shape: NoiseShape, rule: Int, attention incident: TuningReport.Incident?) {
        if let incident, let container = table.text("container.id", of: shape) {
            // What has no time, or none that fits, may have come before all else.
            let first = shape.first ?? .min
            if onsets[container].map({ first < $0.time }) ?? true {
                onsets[container] = (first, incident.title)
            }
        }
        guard shape.isWriting else { return }
        for key in Self.written {
            guard let path = table.text(key, of: shape), path.utf8.first == UInt8(ascii: "/") else {
                continue
            }
            writers[path] = rule
            if let name = path.split(separator: "/").last { writersOfNames[String(name)] = (path, rule) }
        }
    }

    /// Why a shape's alerts may be an intruder's, however regularly they come; `nil` for no reason.
    func doubt(_ shape: NoiseShape) -> Prose? {
        let programs = Self.programs.compactMap { table.text($0, of: shape) }
        let words = ["proc.cmdline", "proc.pcmdline"].compactMap { table.text($0, of: shape) }
            .flatMap { $0.split(separator: " ").map(String.init) }
        for path in programs + words {
            if let rule = writers[path] { return wasWritten(path, rule) }
        }
        for name in Self.names.compactMap({ table.text($0, of: shape) }) + words {
            if let (path, rule) = writersOfNames[name] { return wasWritten(path, rule) }
        }
        if let hidden = programs.first(where: PathWords.isHidden) {
            return "\(value: Excerpt.of(hidden, longest: 96)) lies in a hidden directory, or hides itself."
        }
        if let open = words.first(where: Self.namesOpenPlace) {
            return
                "Its command names \(value: Excerpt.of(open, longest: 96)), which lies where any user may put or fetch files."
        }
        if let first = shape.first, let container = table.text("container.id", of: shape),
            let onset = onsets[container], first > onset.time
        {
            let began = onset.time == .min ? "may have begun" : "began"
            return
                "It \(ours: began) after an incident that needs attention (\(value: Excerpt.of(onset.title, longest: 96))): it may be what that left behind."
        }
        return nil
    }

    /// Whether a word of a command line names a path where any user may put a file: by itself, or behind what a shell,
    /// an option or a URL puts before one.
    private static func namesOpenPlace(_ word: String) -> Bool {
        word.utf8.split(whereSeparator: isSeparator).contains { part in
            // `-o/tmp/x`
            let path = part.first == UInt8(ascii: "-") ? part.drop { $0 != UInt8(ascii: "/") } : part
            return PathWords.isTemporary(resolved(path))
        }
    }

    /// What parts paths in a word. Unlike where paths tie alerts together, `:` and `@` do so too: `file:/tmp/x` counts.
    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ";"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"):
            true
        default: false
        }
    }

    /// A path without `//`, `.` and `..`. One that climbs is taken to climb to the root.
    private static func resolved(_ path: Substring.UTF8View) -> String {
        guard path.first == UInt8(ascii: "/") || path.starts(with: "../".utf8) else { return "" }
        var parts: [Substring] = []
        for part in Substring(path).split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/") + (path.last == UInt8(ascii: "/") ? "/" : "")
    }

    private func wasWritten(_ path: String, _ rule: Int) -> Prose {
        "\(value: Excerpt.of(path, longest: 96)) was itself written during this history, as the rule \(value: Excerpt.of(table.rules[rule].name, longest: 96)) says."
    }
}
