internal import Escaping
package import FalcoAlerts

/// Alerts alone, in Falco's own JSON layout: one object a line, keys and fields sorted, values typed. Whatever reads
/// Falco's JSON reads this.
package struct FalcoJSONRenderer: Sendable {
    /// The JSON type that Falco gives a field.
    package enum FieldKind: String, Sendable {
        case string, integer, unsigned, boolean, number, list
    }

    /// Fields for which Falco's JSON has the text `<NA>` where others have `null`: what it does not know of a user, a
    /// group or a protocol is a value to it.
    private static let saysMissingInWords: Set<String> = [
        "fd.l4proto", "fd.type", "group.name", "user.homedir", "user.loginname", "user.name", "user.shell",
    ]

    private let kind: @Sendable (String) -> FieldKind

    /// - Parameter kind: the type of a field, by its name. A value that does not have the form of its field's type is
    ///   written as a string.
    package init(kind: @escaping @Sendable (String) -> FieldKind) {
        self.kind = kind
    }

    /// Appends `alert` and a newline. JSON that Falco itself put into `output` is passed on with the same meaning and,
    /// but for characters that would act on a terminal, unchanged.
    package func alert(_ alert: Alert, into out: inout [UInt8]) {
        let passed: Void? = alert.withWrappedJSON { Escaping.jsonLine($0, into: &out) }
        if passed == nil { rebuild(alert, into: &out) }
        out.append(UInt8(ascii: "\n"))
    }

    private func rebuild(_ alert: Alert, into out: inout [UInt8]) {
        let isInternal = alert.source == "internal"
        let tags = alert.tags
        var json = JSONWriter()
        json.raw(#"{"hostname":"#)
        json.string(alert.hostname)
        json.raw(#","output":"#)
        json.string(alert.output)
        json.raw(#","output_fields":{"#)
        fields(alert, isInternal: isInternal, &json)
        json.raw(#"},"priority":"#)
        json.plain(alert.priority.name)
        json.raw(#","rule":"#)
        json.string(alert.rule)
        json.raw(#","source":"#)
        json.string(alert.source)
        // Falco leaves the tags of its own messages out, and writes those of rules even when there are none.
        if !(isInternal && tags.isEmpty) {
            json.raw(#","tags":"#)
            json.strings(tags)
        }
        if alert.time != nil {
            json.raw(#","time":"#)
            json.time(alert.time)
        }
        json.raw("}")
        json.finish(into: &out)
    }

    private func fields(_ alert: Alert, isInternal: Bool, _ json: inout JSONWriter) {
        var entries = alert.fields.map { (key: $0.key, value: $0.value) }
        // The gRPC message leaves out what its own time says.
        if !isInternal, let nanoseconds = alert.time?.unsignedNanoseconds,
            !entries.contains(where: { $0.key == "evt.time" })
        {
            entries.append(("evt.time", String(nanoseconds)))
        }
        entries.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (index, entry) in entries.enumerated() {
            if index > 0 { json.raw(",") }
            json.string(entry.key)
            json.raw(":")
            if entry.value == "<NA>", !Self.saysMissingInWords.contains(entry.key) {
                json.raw("null")
                continue
            }
            value(
                entry.value, isInternal ? .string : entry.key == "evt.time" ? .unsigned : kind(entry.key),
                &json)
        }
    }

    private func value(_ text: String, _ kind: FieldKind, _ json: inout JSONWriter) {
        switch kind {
        case .integer where Self.isInteger(text), .unsigned where Self.isInteger(text),
            .number where Self.isNumber(text):
            json.literal(text)
        case .boolean where text == "true" || text == "false":
            json.literal(text)
        case .list where text.utf8.first == UInt8(ascii: "(") && text.utf8.last == UInt8(ascii: ")"):
            let items = text.utf8.dropFirst().dropLast().split(separator: UInt8(ascii: ","))
            json.array(items) { $0.string(String($1) ?? "") }
        default: json.string(text)
        }
    }

    /// Decimal digits as JSON allows them, however many.
    private static func isInteger(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let areDigits = digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return areDigits && (digits.count == 1 || (digits.count > 1 && digits.first != UInt8(ascii: "0")))
    }

    private static func isNumber(_ text: String) -> Bool {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, isInteger(String(whole) ?? "") else { return false }
        return parts.count == 1
            || (!parts[1].isEmpty
                && parts[1].allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
    }
}

extension Timestamp {
    /// Nanoseconds since 1970 as Falco counts them; `nil` before 1970 and after 2554.
    fileprivate var unsignedNanoseconds: UInt64? {
        guard seconds >= 0 else { return nil }
        let (product, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(UInt64(nanoseconds))
        return overflow || carry ? nil : sum
    }
}
