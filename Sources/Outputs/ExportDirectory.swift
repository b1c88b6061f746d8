package import Analysis
internal import Escaping
package import FalcoAlerts
internal import Glibc
package import Incidents

/// A directory of files: one Markdown report for each alert, one for each incident with all of them as JSON and HTML, and
/// the summary as JSON, Markdown and CSV.
///
/// Files appear whole or not at all: written under another name, then renamed. They are readable by their owner only.
/// Symbolic links are never followed below the directory's parent, and what is no ordinary file is never replaced. An
/// error leaves nothing behind but what was there before; the next file may be tried all the same.
package struct ExportDirectory: ~Copyable {
    /// Reports and summaries that were written.
    package private(set) var written = 0
    /// Those that were not, and why the last of them.
    package private(set) var failed = 0
    package private(set) var lastError: OutputError?

    private let path: String
    private var directory: Descriptor
    private var reports: Descriptor
    private var incidents: Descriptor
    private var buffer: [UInt8] = []

    /// Opens the directory, and makes it (mode 0700) when it is not there.
    /// - Throws: `OutputError`.
    package init(path: String) throws(OutputError) {
        if path.isEmpty { throw OutputError(.cannotCreate, "the export directory has no name") }
        // A slash at the end would make the system follow a link there.
        let bytes = path.utf8.reversed().drop { $0 == UInt8(ascii: "/") }
        let path = bytes.isEmpty ? "/" : String(path.utf8.prefix(bytes.count)) ?? path
        let directory = try Self.openDirectory(path, in: AT_FDCWD, shown: path)
        let reports = try Self.openDirectory("reports", in: directory.number, shown: "\(path)/reports")
        let incidents = try Self.openDirectory(
            "incidents", in: directory.number, shown: "\(path)/incidents")
        self.path = path
        self.directory = directory
        self.reports = reports
        self.incidents = incidents
    }

    /// Opens the directory anew, after it was moved away.
    package mutating func reopen() throws(OutputError) {
        let fresh = try ExportDirectory(path: path)
        self.adopt(fresh)
    }

    private mutating func adopt(_ fresh: consuming ExportDirectory) {
        fresh.written = written
        fresh.failed = failed
        fresh.lastError = lastError
        self = fresh
    }

    private static func openDirectory(_ path: String, in parent: Int32, shown: String) throws(OutputError)
        -> Descriptor
    {
        if mkdirat(parent, path, 0o700) != 0, errno != EEXIST {
            throw .system(.cannotCreate, "cannot make the directory \(Escaping.terminal(shown))")
        }
        guard let directory = Descriptor.open(path, in: parent, flags: O_RDONLY | O_DIRECTORY) else {
            // A link to a directory shows as "not a directory" too.
            var status = stat()
            let isLink =
                errno == ENOTDIR && fstatat(parent, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.isLink
            throw .system(
                .cannotCreate, "cannot open the directory \(Escaping.terminal(shown))", isLink ? ELOOP : errno
            )
        }
        return directory
    }

    /// Writes `report` as `reports/<time>-<rule>-<id>.md`; the same alert gives the same name.
    /// - Throws: `OutputError`; it is counted and kept too.
    package mutating func write(_ report: Report) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        MarkdownRenderer(incidents: "../incidents").report(report, into: &buffer)
        try replace(Self.name(report), in: reports.number, shown: "reports/")
    }

    /// Writes `summary.json`, `summary.md` and `summary.csv`.
    /// - Throws: `OutputError`; it is counted and kept too. Later files are not tried then.
    package mutating func write(_ summary: Summary) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        JSONRenderer().summary(summary, into: &buffer)
        try replace("summary.json", in: directory.number)
        buffer.removeAll(keepingCapacity: true)
        MarkdownRenderer().summary(summary, into: &buffer)
        try replace("summary.md", in: directory.number)
        buffer.removeAll(keepingCapacity: true)
        CSVRenderer().summary(summary, into: &buffer)
        try replace("summary.csv", in: directory.number)
    }

    /// Writes `incident` as `incidents/<id>.md`; an incident keeps its name while it grows.
    /// - Throws: `OutputError`; it is counted and kept too.
    package mutating func write(_ incident: Incident) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        MarkdownRenderer().incident(incident, explainsLinks: true, into: &buffer)
        try replace("\(incident.id).md", in: incidents.number, shown: "incidents/")
    }

    /// Writes where an incident went that turned out to be part of another.
    /// - Throws: `OutputError`; it is counted and kept too.
    package mutating func write(merged id: AlertDigest, into incident: Incident) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        buffer += Array("# Incident \(id) is part of [\(incident.id)](\(incident.id).md)\n".utf8)
        try replace("\(id).md", in: incidents.number, shown: "incidents/")
    }

    /// Writes what became of an incident of which nothing is left.
    /// - Throws: `OutputError`; it is counted and kept too.
    package mutating func write(dissolved id: AlertDigest) throws(OutputError) {
        buffer.removeAll(keepingCapacity: true)
        buffer += Array(
            "# Incident \(id) is none\n\nAll its alerts turned out to keep coming as a matter of routine.\n"
                .utf8)
        try replace("\(id).md", in: incidents.number, shown: "incidents/")
    }

    /// Writes `incidents.json` and `incidents.html`, the gravest incident first.
    /// - Parameter omitted: further incidents, which have files of their own only.
    /// - Throws: `OutputError`; it is counted and kept too.
    package mutating func write(all incidents: [Incident], omitted: Int = 0) throws(OutputError) {
        let sorted = incidents.sorted { a, b in
            (b.severity.points, a.first, a.id.value) < (a.severity.points, b.first, b.id.value)
        }
        buffer.removeAll(keepingCapacity: true)
        JSONRenderer().incidents(sorted, into: &buffer)
        try replace("incidents.json", in: directory.number)
        buffer.removeAll(keepingCapacity: true)
        let grave = sorted.count(where: \.severity.needsAttention) + omitted
        var overview = [
            Prose(grave == 1 ? "1 incident needs attention." : "\(grave) incidents need attention.")
        ]
        let calm = sorted.count + omitted - grave
        if calm > 0 {
            overview.append("\(calm) more did once, and \(ours: calm == 1 ? "does" : "do") no longer.")
        }
        if omitted > 0 {
            overview.append("\(omitted) of them are left out here: see the files in `incidents`.")
        }
        HTMLRenderer().page(sorted, overview: overview, explainsLinks: true, into: &buffer)
        try replace("incidents.html", in: directory.number)
    }

    /// Brings the directory's files to the disk. Costs too much for each report; meant for the end.
    /// - Throws: `OutputError`.
    package func synchronize() throws(OutputError) {
        if fsync(reports.number) != 0 || fsync(incidents.number) != 0 || fsync(directory.number) != 0 {
            throw .system(.cannotWrite, "cannot bring \(Escaping.terminal(path)) to the disk")
        }
    }

    private mutating func replace(_ name: String, in directory: Int32, shown: String = "") throws(OutputError)
    {
        do {
            try WholeFile.replace(
                name, in: directory, with: buffer, shown: "\(Escaping.terminal(path))/\(shown)\(name)")
            written += 1
        } catch {
            failed += 1
            lastError = error
            throw error
        }
    }

    /// `20261122T194109.322Z-drop-and-execute-new-binary-in-container-5a00fe64a29a213c.md`.
    static func name(_ report: Report) -> String {
        let time = report.time.map { $0.rfc3339(digits: 3).filter { $0 != "-" && $0 != ":" } } ?? "no-time"
        return "\(time)-\(slug(report.rule))-\(report.id).md"
    }

    /// Lower-case letters and digits, hyphens between them, at most 64 bytes.
    private static func slug(_ text: String) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if out.count >= 64 { break }
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                out.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append(byte | 0x20)
            default: if let last = out.last, last != UInt8(ascii: "-") { out.append(UInt8(ascii: "-")) }
            }
        }
        while out.last == UInt8(ascii: "-") { out.removeLast() }
        return out.isEmpty ? "alert" : String(decoding: out, as: UTF8.self)
    }
}
