import Foundation
import TestSupport

/// Just enough of JSON Schema to check output against the committed files: `type`, `const`, `enum`, `pattern`,
/// `minimum`, `properties`, `required`, `additionalProperties`, `items`, `$ref` into `$defs`. Other words are faults.
struct Schema {
    private let root: JSONValue
    private static let known: Set = [
        "type", "const", "enum", "pattern", "minimum", "properties", "required", "additionalProperties",
        "items", "$defs", "$schema",
        "title", "description",
    ]

    init(named name: String) throws {
        let url = Fixtures.tests.deletingLastPathComponent().appending(
            path: "Sources/Outputs/Schemas/\(name).schema.json")
        root = try JSONValue(parsing: Array(Data(contentsOf: url)))
    }

    func faults(in json: [UInt8]) throws -> [String] {
        var faults: [String] = []
        check(try JSONValue(parsing: json), root, "$", &faults)
        return faults
    }

    private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String, _ faults: inout [String]) {
        if let reference = schema["$ref"]?.text {
            guard let target = root["$defs"]?[reference.replacing("#/$defs/", with: "")] else {
                return faults.append("\(path): no \(reference)")
            }
            return check(value, target, path, &faults)
        }
        for key in schema.members.keys where !Self.known.contains(key) {
            faults.append("\(path): the test knows no \(key)")
        }
        if let type = schema["type"] {
            let types = Set(type.elements.compactMap(\.text) + [type.text].compactMap { $0 })
            let fits = types.contains(value.type) || (value.type == "integer" && types.contains("number"))
            if !fits { return faults.append("\(path): not \(types)") }
        }
        if let constant = schema["const"], constant != value { faults.append("\(path): not \(constant)") }
        if let choices = schema["enum"], !choices.elements.contains(value) {
            faults.append("\(path): none of the choices")
        }
        if let pattern = schema["pattern"]?.text, let text = value.text,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            faults.append("\(path): \(text) does not match \(pattern)")
        }
        if let minimum = schema["minimum"]?.number, let number = value.number, number < minimum {
            faults.append("\(path): below \(minimum)")
        }
        for key in schema["required"]?.elements ?? [] {
            if let key = key.text, case .object(let members) = value, members[key] == nil {
                faults.append("\(path): no \(key)")
            }
        }
        for (key, member) in value.members {
            if let property = schema["properties"]?[key] {
                check(member, property, "\(path).\(key)", &faults)
            } else if let additional = schema["additionalProperties"] {
                if additional == .bool(false) { faults.append("\(path): \(key) is not in the schema") }
                check(member, additional, "\(path).\(key)", &faults)
            }
        }
        if let items = schema["items"] {
            for (index, element) in value.elements.enumerated() {
                check(element, items, "\(path)[\(index)]", &faults)
            }
        }
    }
}
