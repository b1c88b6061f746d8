import TestSupport
import Testing

@testable import Escaping

@Suite struct EscapingCSVTests {
    @Test(arguments: [
        ("plain", "\"plain\""), ("a\"b,c", "\"a\"\"b,c\""), ("=1+1", "\"'=1+1\""), ("  @x", "\"'  @x\""),
        ("\t=1", "\"'\\t=1\""),
        ("-1", "\"'-1\""), ("x;=1", "\"x;'=1\""), ("a\nb", "\"a\\nb\""), ("", "\"\""),
    ])
    func escapes(value: String, cell: String) {
        #expect(Escaping.csv(value) == cell)
    }

    @Test func noCellIsAFormulaOrBreaksOut() {
        for value in HostileValues.strings + HostileValues.random(count: 3000) {
            let cell = Escaping.csv(value)
            #expect(cell.hasPrefix("\"") && cell.hasSuffix("\"") && cell.utf8.count >= 2)
            let inside = cell.dropFirst().dropLast()
            #expect(
                inside.utf8.split(separator: 0x22, omittingEmptySubsequences: false).dropFirst().dropLast()
                    .enumerated().allSatisfy { $0.offset % 2 == 1 || $0.element.isEmpty }, "\(cell)")
            #expect(!inside.contains { $0.isNewline })
            for part in inside.split(separator: ";") {
                let first = part.unicodeScalars.first { $0 != " " }
                #expect(
                    first.map { !"=+-@".unicodeScalars.contains($0) } ?? true, "\(value.debugDescription)")
            }
        }
    }
}
