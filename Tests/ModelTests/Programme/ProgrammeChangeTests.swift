import Model
import Testing

struct ProgrammeChangeTests {
    private func changes(_ path: String, _ json: String?) throws -> [String] {
        let before = try Programme(parsing: ProgrammeDocuments.demo).canonicalDocument()
        let after = try Programme(parsing: ProgrammeDocuments.demo(path, json)).canonicalDocument()
        return try Programme.changes(from: before, to: after).map(Self.line)
    }

    private static func changes(_ before: String, _ after: String) throws -> [String] {
        try Programme.changes(from: Array(before.utf8), to: Array(after.utf8)).map(line)
    }

    private static func line(_ change: ProgrammeChange) -> String {
        let element = change.element.map { " (\($0))" } ?? ""
        return "\(change.kind.rawValue) \(change.pointer)\(element): "
            + "\(text(change.before)) → \(text(change.after))"
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        var json = JSONWriter()
        json.value(value)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test func `a programme does not differ from itself`() throws {
        let document = try Programme(parsing: ProgrammeDocuments.demo).canonicalDocument()
        #expect(try Programme.changes(from: document, to: document) == [])
    }

    @Test func `a changed number is named with its place, the old and the new`() throws {
        #expect(
            try changes("rewards/1/coins", "950") == ["changed #/rewards/1/coins (ten-off): 900 → 950"])
        #expect(try changes("earning/base/coins", "2") == ["changed #/earning/base/coins: 1 → 2"])
    }

    @Test func `a part that is left out is removed, or changed to what it defaults to`() throws {
        let removed = try changes("referral", nil)
        #expect(removed.count == 1)
        #expect(removed.first?.hasPrefix("removed #/referral: {\"active\":true,") == true)
        #expect(
            try changes("rewards/0/valid_days", nil)
                == ["removed #/rewards/0/valid_days (five-off): 90 → nothing"])
        #expect(
            try changes("rewards/0/returns_coins_on_expiry", "false")
                == ["changed #/rewards/0/returns_coins_on_expiry (five-off): true → false"])
    }

    @Test func `a language of one text is a change of its own`() throws {
        #expect(
            try changes("coin/name/one/de", #""Taler""#)
                == [#"changed #/coin/name/one/de: "Münze" → "Taler""#])
        #expect(
            try changes("coin/name/two/ar", #""قطعتان""#)
                == [#"changed #/coin/name/two/ar: "عملتان" → "قطعتان""#])
        #expect(
            try changes("coin/name/one/fr", #""pièce""#) == [#"added #/coin/name/one/fr: nothing → "pièce""#])
    }

    @Test func `elements with ids are compared by id, wherever they stand`() throws {
        let before = #"{"rewards": [{"id": "a", "coins": 1}, {"id": "b", "coins": 2}]}"#
        let after =
            #"{"rewards": [{"id": "n", "coins": 9}, {"id": "a", "coins": 1}, {"id": "b", "coins": 3}]}"#
        #expect(
            try Self.changes(before, after) == [
                #"added #/rewards/0 (n): nothing → {"id":"n","coins":9}"#,
                "changed #/rewards/2/coins (b): 2 → 3",
            ])
        #expect(
            try Self.changes(after, before) == [
                "changed #/rewards/1/coins (b): 3 → 2",
                #"removed #/rewards/0 (n): {"id":"n","coins":9} → nothing"#,
            ])
    }

    @Test func `what moves within a changed element is pointed to where it stood`() throws {
        let before = #"{"rewards": [{"id": "z"}, {"id": "a", "days": 1}]}"#
        #expect(
            try Self.changes(before, #"{"rewards": [{"id": "a"}]}"#) == [
                "removed #/rewards/1/days (a): 1 → nothing",
                #"removed #/rewards/0 (z): {"id":"z"} → nothing"#,
            ])
    }

    @Test func `another order of the same elements is one change of the list`() throws {
        let before = #"{"rewards": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}"#
        let after = #"{"rewards": [{"id": "c"}, {"id": "b"}]}"#
        #expect(
            try Self.changes(before, after) == [
                #"changed #/rewards: ["b","c"] → ["c","b"]"#,
                #"removed #/rewards/0 (a): {"id":"a"} → nothing"#,
            ])
    }

    @Test func `a list without ids changes as a whole`() throws {
        #expect(
            try Self.changes(#"{"tags": ["a", "b"]}"#, #"{"tags": ["b"]}"#)
                == [#"changed #/tags: ["a","b"] → ["b"]"#])
        #expect(
            try Self.changes(#"{"x": [{"id": "a"}, {"id": "a"}]}"#, #"{"x": []}"#)
                == [#"changed #/x: [{"id":"a"},{"id":"a"}] → []"#])
        #expect(try Self.changes(#"{"x": 1}"#, #"{"x": {"y": 1}}"#) == [#"changed #/x: 1 → {"y":1}"#])
    }

    @Test func `names are escaped in pointers`() throws {
        #expect(try Self.changes(#"{}"#, #"{"a/b ~c": 1}"#) == ["added #/a~1b%20~0c: nothing → 1"])
    }

    @Test func `what is not JSON is refused with its place`() {
        #expect(throws: JSONSyntaxError.self) { try Programme.changes(from: [], to: Array("{}".utf8)) }
    }
}
