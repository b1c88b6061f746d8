import Testing

@testable import Inputs

struct RotationNameTests {
    @Test(arguments: [
        "events.json.1", "events.json.27", "events.json-20261122", "events.json-20261122-1795000000",
        "events.json.2026-11-22T19:41:09Z", "events-20261122.json", "events.3.json", "events.json_2",
        "events.json.1.gz", "events-20261122.json.zst",
    ])
    func rotationGivesSuchNames(_ name: String) {
        #expect(RotationName(name, of: "events.json") != nil)
    }

    @Test(arguments: [
        "events.json", "events.json.bak", "events.json~", "events.json.old", ".events.json.swp",
        "events.json.1.tmp",
        "other.json.1", "events.jsonl", "events.json.gz", "events.json.", "events.json1", "events2.json",
        "my-events.json.1",
    ])
    func othersAreNotTouched(_ name: String) {
        #expect(RotationName(name, of: "events.json") == nil)
    }

    @Test func namesTellTheOrder() throws {
        func name(_ suffix: String) throws -> RotationName {
            try #require(RotationName("x" + suffix, of: "x"))
        }
        #expect(try name(".1").isNewer(than: name(".2")) == true)
        #expect(try name(".10").isNewer(than: name(".9")) == false)
        #expect(try name("-20261122").isNewer(than: name("-20261121")) == true)
        #expect(try name("-20261122").isNewer(than: name("-20261122")) == nil)
        #expect(try name("-20261122").isNewer(than: name(".1")) == nil, "of two kinds nothing is known")
        #expect(try name(".1.gz").isCompressed)
        #expect(try !name(".1").isCompressed)
    }
}
