import Testing
import YAML

@Suite struct YAMLReaderTests {
    private func read(_ text: String, limits: YAMLReader.Limits = .init()) throws(YAMLError) -> YAMLNode {
        let bytes = Array(text.utf8)
        var result: Result<YAMLNode, YAMLError>?
        bytes.withUnsafeBufferPointer { bytes in
            do throws(YAMLError) {
                result = .success(try YAMLReader.read(bytes, limits: limits))
            } catch {
                result = .failure(error)
            }
        }
        guard let result else { throw YAMLError(.syntax, message: "nothing was read") }
        return try result.get()
    }

    @Test func valuesHaveTheirPlaces() throws {
        let node = try read("a: [x, {b: y}]\nc:\n  - |\n    text\n    more\n")
        #expect(node["c"]?.line == 3)
        guard case .list(let items) = try #require(node["a"]).content else {
            Issue.record("not a list")
            return
        }
        #expect(items.map(\.column) == [5, 8])
        #expect(items[0].scalar == "x")
        #expect(items[1]["b"]?.scalar == "y")
        #expect(items[1]["x"] == nil)
        #expect(items[0]["x"] == nil)
    }

    @Test func readsTheFirstKeyAlone() throws {
        let first = try Array("rules: [A, B]\nmeaning: [never read".utf8).withUnsafeBufferPointer {
            try YAMLReader.readFirst("rules", in: $0)
        }
        guard case .list(let names) = try #require(first).content else {
            Issue.record("not a list")
            return
        }
        #expect(names.compactMap(\.scalar) == ["A", "B"])
        let none = try Array("meaning: x".utf8).withUnsafeBufferPointer {
            try YAMLReader.readFirst("rules", in: $0)
        }
        #expect(none == nil)
    }

    @Test func allDocumentsCanBeRead() throws {
        func count(_ text: String) throws -> Int {
            try Array(text.utf8).withUnsafeBufferPointer { try YAMLReader.readAll($0) }.count
        }
        #expect(try count("") == 0)
        #expect(try count("a: b") == 1)
        #expect(try count("a: b\n---\n- c\n---\nd\n...\n") == 3)
    }

    @Test(arguments: [
        ("", "1:1: the file is empty"), ("a: b\n---\nc: d", "a second document"),
        ("a: &x b", "anchors"), ("a: *x", "aliases"), ("a: !x b", "tags"),
        ("a: b\na: c", "2:1: the key `a` comes twice"),
        ("a: [b", "not valid YAML"), ("[a]: b", "a key must be a single word"),
        ("a: \"\\z\"", "not valid YAML"),
    ])
    func saysWhatIsWrong(_ text: String, _ message: String) {
        do throws(YAMLError) {
            _ = try read(text)
            Issue.record("taken")
        } catch {
            #expect(error.description.contains(message), "\(error)")
        }
    }

    @Test func everythingIsBounded() {
        func code(_ text: String) -> YAMLError.Code? {
            do throws(YAMLError) {
                _ = try read(text, limits: .init(bytes: 1000, depth: 4, nodes: 20))
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code("a: [[x]]") == nil)
        #expect(code("a: [[[x]]]") == .tooLarge)
        #expect(code("a: [\(String(repeating: "x,", count: 30))]") == .tooLarge)
        #expect(code(String(repeating: "#", count: 1001)) == .tooLarge)
    }
}
