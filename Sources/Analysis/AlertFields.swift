internal import FalcoAlerts
internal import Knowledge

/// The fields of one alert as text, and the rest of what it says by itself.
final class AlertFields {
    let alert: Alert
    let layout: FieldLayout
    /// As they came; `nil` for fields that say nothing.
    let values: [String?]
    /// The same without what stands for *unknown*: what is no process id or no port, a user id of -1 or 4294967295, a
    /// number that is `null`.
    let known: [String?]
    /// The places of those whose bytes are not valid UTF-8, so that the text differs from them.
    let repaired: [Int]
    let rule: String
    let source: String
    let time: Timestamp?
    let hostname: String

    init(_ alert: Alert, layout: FieldLayout, rule: String) {
        self.alert = alert
        self.layout = layout
        self.rule = rule
        var values: [String?] = []
        var repaired: [Int] = []
        alert.withView { view in
            values.reserveCapacity(view.fields.count)
            for field in view.fields {
                let bytes = Stretch(field.value, of: view)
                let text = bytes.saysNothing ? nil : bytes.string
                if let text, !bytes.equals(text) { repaired.append(values.count) }
                values.append(text)
            }
        }
        var known = values
        for place in layout.numbers.lazy.map(Int.init) {
            if let value = values[place], AlertFields.isUnknown(value, layout.fields[place].kind) {
                known[place] = nil
            }
        }
        self.values = values
        self.known = known
        self.repaired = repaired
        source = alert.source
        time = alert.time
        hostname = alert.hostname
    }

    /// The field's text as it came, whatever it says; `nil` for none, `<NA>` and the empty one.
    func text(of key: String) -> String? {
        layout.place(of: key).flatMap { values[$0] }
    }

    func text(of field: KnownField) -> String? { layout.place(of: field).flatMap { values[$0] } }

    func value(of key: String) -> String? { layout.place(of: key).flatMap { known[$0] } }

    func value(of field: KnownField) -> String? { layout.place(of: field).flatMap { known[$0] } }

    static func isUnknown(_ value: String, _ kind: FieldLayout.Kind) -> Bool {
        switch kind {
        case .text, .container: false
        // It ends up in `kill` and in paths below /proc: only what is one counts.
        case .process: !ValueShape.isProcessID(value)
        case .port: !ValueShape.isPort(value)
        case .identity: value == "null" || value == "-1" || value == "4294967295"
        case .number: value == "null"
        }
    }

    func isRepaired(at place: Int) -> Bool { !repaired.isEmpty && repaired.contains(place) }

    /// The longest stretch of a value's bytes that is shown in hexadecimal.
    private static let longestBytes = 4096

    /// The value's bytes in hexadecimal when they are not the text that is shown.
    func strayBytes(at place: Int) -> String? {
        guard isRepaired(at: place) else { return nil }
        return alert.fields[place].withValueBytes { bytes in
            let digits = Array("0123456789abcdef".utf8)
            let shown = bytes.prefix(AlertFields.longestBytes)
            var text: [UInt8] = []
            text.reserveCapacity(shown.count * 2)
            for byte in shown {
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
            return String(decoding: text, as: UTF8.self) + (shown.count < bytes.count ? "…" : "")
        }
    }

    /// The alert's time in nanoseconds since 1970, as Falco writes `evt.time`.
    var nanoseconds: String? {
        guard let time, time.seconds >= 0 else { return nil }
        let digits = String(time.nanoseconds)
        return String(time.seconds) + String(repeating: "0", count: 9 - digits.utf8.count) + digits
    }
}
