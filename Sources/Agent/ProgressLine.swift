internal import Inputs

/// How far the reading of files has come, in one line.
struct ProgressLine {
    /// What is read within this time needs no line.
    static let patience = Duration.seconds(1)
    static let interval = Duration.milliseconds(250)

    private let start = ContinuousClock.now

    /// `41 % · 410 MB of 1.0 GB · 300 MB/s · 350,123 alerts · 2 s left`.
    /// - Parameter columns: the line has no more characters than these.
    func text(
        _ progress: SourceProgress, alerts: Int, at now: ContinuousClock.Instant = .now, columns: Int
    ) -> String {
        let seconds = Self.seconds(start.duration(to: now))
        var parts: [String] = []
        var left: Double?
        if let total = progress.total, total > 0 {
            parts.append("\(min(100, progress.bytes * 100 / total)) %")
            parts.append("\(Self.bytes(Double(progress.bytes))) of \(Self.bytes(Double(total)))")
            if progress.bytes > 0 { left = seconds * Double(total - progress.bytes) / Double(progress.bytes) }
        } else {
            parts.append(Self.bytes(Double(progress.bytes)))
        }
        if seconds > 0 { parts.append("\(Self.bytes(Double(progress.bytes) / seconds))/s") }
        parts.append("\(Self.grouped(alerts)) alert\(alerts == 1 ? "" : "s")")
        if let left, left >= 1 { parts.append("\(Self.grouped(Int(min(left, 1e9)))) s left") }
        return String(parts.joined(separator: " · ").prefix(max(0, columns)))
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    /// `999 B`, `1.0 kB`, `17 MB`.
    static func bytes(_ count: Double) -> String {
        var value = count
        var units = ["B", "kB", "MB", "GB", "TB", "PB"][...]
        while value >= 999.5, units.count > 1 {
            value /= 1000
            units.removeFirst()
        }
        let unit = units.first ?? ""
        let tenths = Int((value * 10).rounded())
        let isSmall = tenths < 100 && unit != "B"
        return isSmall ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(Int(value.rounded())) \(unit)"
    }

    /// `1,234,567`.
    private static func grouped(_ number: Int) -> String {
        let digits = String(number)
        var out = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return out
    }
}
