import FalcoAlerts
import TestSupport
import Testing

@testable import Inputs

/// What every source of alerts promises.
struct SourceConformanceTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private static func alert(_ name: Int) -> String { "{\"rule\":\"\(name)\",\"output\":\"an alert\"}" }

    @Test(arguments: SourceKind.all) func everyAlertComesOnceAndInOrder(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make((1...5000).map(Self.alert), directory, run.observer)
        run.begin(source)
        _ = try await run.lines(5000)
        if !kind.endsByItself { source.stop() }
        let seen = try await run.over()
        #expect(seen.error == nil)
        #expect(seen.rules == (1...5000).map(String.init))
        #expect(source.counts.received == 5000)
        #expect(source.counts.undecodable == 0)
        #expect(source.counts.bytes > 5000)
    }

    @Test(arguments: SourceKind.all.filter(\.takesNonsense))
    func whatIsNoAlertIsNamedAndCounted(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make(
            [Self.alert(1), "nonsense", Self.alert(2), "[]", "{\"no\":\"rule\"}", Self.alert(3)], directory,
            run.observer)
        run.begin(source)
        _ = try await run.lines(6)
        if !kind.endsByItself { source.stop() }
        let seen = try await run.over()
        #expect(seen.error == nil)
        #expect(seen.rules == ["1", "2", "3"])
        #expect(kind.numbersLines ? seen.odd == [2, 4, 5] : seen.odd.count == 3)
        #expect(source.counts.received == 6)
        #expect(source.counts.undecodable == 3)
    }

    @Test(arguments: SourceKind.all) func enoughIsEnough(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make((1...20).map(Self.alert), directory, run.observer)
        run.begin(source) { _ in false }
        let seen = try await run.over()
        #expect(seen.error == nil)
        #expect(seen.takes == 1, "nothing comes after that")
    }

    @Test(arguments: SourceKind.all) func stoppingEndsIt(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make([Self.alert(1)], directory, run.observer)
        run.begin(source)
        _ = try await run.lines(1)
        source.stop()
        source.stop()
        let seen = try await run.over()
        #expect(seen.error == nil)
        #expect(seen.rules == ["1"])
    }

    @Test(arguments: SourceKind.all) func itMayBeStoppedWhereItHandsOn(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make([Self.alert(1)], directory, run.observer)
        run.begin(source) { _ in
            source.stop()
            return true
        }
        #expect(try await run.over().rules == ["1"])
    }

    @Test(arguments: SourceKind.all) func stoppedBeforehandItEndsAtOnce(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make([], directory, run.observer)
        source.stop()
        run.begin(source)
        let seen = try await run.over()
        #expect(seen.error == nil)
        #expect(seen.rules.isEmpty)
    }

    @Test(arguments: SourceKind.all) func itRunsOnce(_ kind: SourceKind) async throws {
        let run = SourceRun()
        let source = try await kind.make([Self.alert(1)], directory, run.observer)
        run.begin(source)
        _ = try await run.lines(1)
        source.stop()
        _ = try await run.over()
        let again = SourceRun()
        again.begin(source)
        #expect(try await again.over().rules.isEmpty)
        #expect(source.counts.received == 1)
    }
}
