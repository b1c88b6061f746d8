import Testing

@testable import Escaping

@Suite struct ProsePiecesTests {
    @Test func wordsCodeAndValuesAreToldApart() {
        let prose: Prose = "Run `id` for \(value: "`x`") and `"
        #expect(
            prose.pieces == [
                .init(kind: .words, text: "Run "), .init(kind: .code, text: "id"),
                .init(kind: .words, text: " for "),
                .init(kind: .value, text: "`x`"), .init(kind: .words, text: " and `"),
            ])
    }

    @Test func valuesStayMarkedWhenProseIsJoined() {
        var joined: Prose = "é \(value: "a")"
        joined.append("\(value: "b") c" as Prose)
        #expect(joined.pieces.filter(\.isValue).map(\.text) == ["a", "b"])
        #expect(joined.raw == "é ab c")
    }
}
