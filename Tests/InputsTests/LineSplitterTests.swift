import Testing

@testable import Inputs

@Suite struct LineSplitterTests {
    /// The lines of a text that comes in pieces of a size.
    private func lines(_ text: String, pieces: Int, limit: Int = 1 << 20) -> [(
        number: Int, text: String, size: Int
    )] {
        var splitter = LineSplitter(limit: limit)
        var lines: [(number: Int, text: String, size: Int)] = []
        func note(_ line: LineSplitter.Line) {
            lines.append((line.number, String(decoding: line.bytes, as: UTF8.self), line.size))
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { splitter.split($0, note) }
        }
        splitter.finish(note)
        return lines
    }

    @Test(arguments: [1, 2, 3, 5, 7, 100])
    func piecesMakeNoDifference(_ size: Int) {
        let found = lines("one\n\ntwo\r\nthree\n\n\nlast", pieces: size)
        #expect(found.map(\.text) == ["one", "", "two\r", "three", "", "", "last"])
        #expect(found.map(\.number) == Array(1...7))
    }

    @Test func aLastLineMayLackItsEnd() {
        #expect(lines("a\nb", pieces: 9).map(\.text) == ["a", "b"])
        #expect(lines("a\nb\n", pieces: 9).map(\.text) == ["a", "b"])
        #expect(lines("", pieces: 9).isEmpty)
        #expect(lines("\n", pieces: 9).map(\.text) == [""])
    }

    @Test(arguments: [1, 10, 1000, 100_000])
    func ofTooLongLinesTheBeginningIsKept(_ size: Int) {
        let long = String(repeating: "x", count: 200_000)
        let found = lines("a\n\(long)\nb\n", pieces: size, limit: 100_000)
        #expect(found.map(\.text) == ["a", String(repeating: "x", count: LineSplitter.keptOfLongLines), "b"])
        #expect(found.map(\.size) == [1, 200_000, 1])
        #expect(found.map(\.number) == [1, 2, 3])
    }

    @Test func aLineOfJustTheLimitIsWhole() {
        let text = String(repeating: "x", count: 1000)
        for size in [1, 999, 1000, 1001, 5000] {
            #expect(lines("\(text)\n\(text)x\n", pieces: size, limit: 1000).first?.text == text)
            #expect(lines("\(text)\n", pieces: size, limit: 1000).map(\.size) == [1000])
        }
    }
}
