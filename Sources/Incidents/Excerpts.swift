internal import Escaping
internal import FalcoAlerts

/// Values as sentences show them.
enum Excerpts {
    /// In bytes.
    static let longest = 160

    /// The value, cut between two characters and marked with `…` when it is longer than that.
    static func of(_ value: String, longest: Int = longest) -> String {
        if value.utf8.count <= longest { return value }
        var end = value.utf8.index(value.startIndex, offsetBy: longest)
        while end > value.startIndex, value.utf8[end] & 0xC0 == 0x80 { end = value.utf8.index(before: end) }
        return String(value[..<end]) + "…"
    }

    /// What two incidents share by that evidence, as one alert tells it; `nil` where it has no short name.
    static func shared(_ evidence: Evidence, _ alert: Alert) -> String? {
        let value: String? =
            switch evidence.family {
            case .peer: EntityTable.peer(alert) ?? addresses(in: alert).first
            case .user: alert["user.loginname"] ?? alert["user.loginuid"]
            case .place: alert["container.name"] ?? alert["container.id"]
            case .names: alert["proc.pname"]
            default: nil
            }
        return value.map { of($0, longest: 128) }
    }

    /// Addresses of others that the command line names.
    static func addresses(in alert: Alert) -> [String] {
        guard var line = alert["proc.cmdline"] else { return [] }
        var found: [String] = []
        line.withUTF8 { bytes in
            AddressReading.forEachAddress(in: UnsafeRawBufferPointer(bytes)) { address in
                guard found.count < 4, AddressReading.isPeer(address) else { return }
                let text = String(decoding: address, as: UTF8.self)
                if !found.contains(text) { found.append(text) }
            }
        }
        return found
    }
}

extension Prose {
    /// Our words alone, without the values between them: equal for sentences that differ in values only.
    var words: String {
        let bytes = Array(raw.utf8)
        var kept: [UInt8] = []
        var position = 0
        for range in values {
            kept += bytes[position..<range.lowerBound]
            kept.append(0)
            position = range.upperBound
        }
        return String(decoding: kept + bytes[position...], as: UTF8.self)
    }

    /// `a, b and c`.
    static func list(_ items: [Prose], most: Int = .max) -> Prose {
        var shown = Array(items.prefix(most))
        if items.count > most { shown.append("\(items.count - most) more") }
        var prose = Prose()
        for (index, item) in shown.enumerated() {
            if index > 0 { prose.append(index == shown.count - 1 ? " and " : ", ") }
            prose.append(item)
        }
        return prose
    }
}
