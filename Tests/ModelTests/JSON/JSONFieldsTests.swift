import Model
import Testing

struct JSONFieldsTests {
    /// What `body` records about a document, as "pointer code".
    private func faults(
        _ text: String, _ body: @escaping (inout JSONFields) -> Void
    ) throws -> [String] {
        let value = try JSONValue(parsing: Array(text.utf8))
        do {
            try JSONFields.read(value) { fields -> Bool? in
                body(&fields)
                return true
            }
            return []
        } catch {
            return error.errors.map { "\($0.pointer) \($0.code)" }
        }
    }

    private struct Order: Equatable {
        var id: String
        var coins: Int64
        var note: String?
        var placedAt: Instant
        var lines: [String]
    }

    private func order(_ fields: inout JSONFields) -> Order? {
        let id = fields.string("order_id", length: 1...8)
        let coins = fields.integer("coins", in: 1...1000)
        let note = fields.optionalString("note", length: 0...5, lines: true)
        let placedAt = fields.instant("placed_at")
        let lines = fields.array("lines", count: 1...2) { line in
            line.string("sku", length: 1...4)
        }
        guard let id, let coins, let placedAt, let lines else { return nil }
        return Order(id: id, coins: coins, note: note, placedAt: placedAt, lines: lines)
    }

    @Test func `a right document gives its value`() throws {
        let text = #"""
            {"order_id":"o-1","coins":1000,"note":"a\nb","placed_at":"2026-11-21T02:20:00Z",
             "lines":[{"sku":"s"}]}
            """#
        let value = try JSONValue(parsing: Array(text.utf8))
        let read = try JSONFields.read(value) { fields in order(&fields) }
        #expect(
            read
                == Order(
                    id: "o-1", coins: 1000, note: "a\nb", placedAt: Instant(milliseconds: 1_795_227_600_000),
                    lines: ["s"]))
    }

    @Test func `every fault is collected in one answer, with its place`() throws {
        let text = #"""
            {"order_id":"123456789","coins":1.5,"note":7,
             "lines":[{"sku":""},{"sku":"ok","x/y~ z":1}],"extra":null}
            """#
        let found = try faults(text) { fields in _ = order(&fields) }
        #expect(
            found == [
                "#/order_id too_long", "#/coins not_an_integer", "#/note wrong_type", "#/placed_at required",
                "#/lines/0/sku too_short", "#/lines/1/x~1y~0%20z unknown_field", "#/extra unknown_field",
            ])
    }

    @Test func `a detail names the field, the reason and the limit`() throws {
        let value = try JSONValue(parsing: Array(#"{"limit":101}"#.utf8))
        let error = #expect(throws: InvalidInput.self) {
            try JSONFields.read(value) { fields in fields.integer("limit", in: 1...100) }
        }
        #expect(
            error?.errors == [
                FieldError(pointer: "#/limit", code: "out_of_range", detail: "limit must be from 1 to 100.")
            ])
    }

    @Test(arguments: ["[]", "1", "null", "\"x\""])
    func `a document that is no object is refused as a whole`(text: String) throws {
        #expect(try faults(text) { _ in } == ["# wrong_type"])
    }

    @Test(
        arguments: [
            ("1", nil), ("-5", "out_of_range"), ("6", "out_of_range"),
            ("9223372036854775808", "out_of_range"),
            ("1.0", "not_an_integer"), ("1e0", "not_an_integer"), ("-0", "not_an_integer"),
            ("\"1\"", "wrong_type"),
            ("true", "wrong_type"), ("null", "wrong_type"),
        ] as [(String, String?)])
    func `an integer is whole and within its limits`(json: String, code: String?) throws {
        let found = try faults("{\"n\":\(json)}") { fields in _ = fields.integer("n", in: -4...5) }
        #expect(found == (code.map { ["#/n \($0)"] } ?? []))
    }

    @Test(
        arguments: [
            (#""ab""#, nil), (#""é😀""#, nil), (#""a""#, "too_short"), (#""abcd""#, "too_long"),
            (#""a\u0000""#, "invalid_format"),
            (#""a\n""#, "invalid_format"), (#""a\u007f""#, "invalid_format"), ("5", "wrong_type"),
            ("null", "wrong_type"),
            ("[]", "wrong_type"),
        ] as [(String, String?)])
    func `a string has characters within its limits and no control characters`(json: String, code: String?)
        throws
    {
        let found = try faults("{\"s\":\(json)}") { fields in _ = fields.string("s", length: 2...3) }
        #expect(found == (code.map { ["#/s \($0)"] } ?? []))
    }

    @Test func `the other verbs read their values`() throws {
        let text = #"""
            {"b":true,"d":"2024-02-29","c":"INR","m":"29.33","o":"two","p":"7","v":{"any":[1]},
             "money":{"amount":40000,"currency":"INR","text":"₹400"},"tags":["a","b"],"inner":{"n":1}}
            """#
        let value = try JSONValue(parsing: Array(text.utf8))
        let inr = try #require(Currency(code: "INR"))
        try JSONFields.read(value) { fields -> Bool? in
            #expect(fields.bool("b") == true)
            #expect(fields.localDate("d")?.iso == "2024-02-29")
            #expect(fields.currency("c") == inr)
            #expect(fields.moneyDecimal("m", in: inr, sign: .positive)?.minorUnits == 2933)
            #expect(fields.oneOf("o", ["one": 1, "two": 2]) == 2)
            #expect(fields.field("p", parse: { Int($0) }, expected: "a number") == 7)
            #expect(fields.value("v")?["any"] == .array([.integer(1)]))
            #expect(fields.money("money", in: 0...50_000) == Money(minorUnits: 40_000, currency: inr))
            #expect(fields.strings("tags", count: 0...2, length: 1...1) == ["a", "b"])
            #expect(fields.object("inner") { $0.integer("n", in: 0...1) } == 1)
            return true
        }
    }

    @Test func `the other verbs refuse what is wrong`() throws {
        let text = #"""
            {"b":1,"d":"2023-02-29","c":"inr","m":"29.333","o":"three","p":"x","i":"2026-11-21",
             "money":{"amount":-1},
             "tags":["a","bb",3],"few":[],"many":[1,2,3],"inner":[],"v":1}
            """#
        let inr = try #require(Currency(code: "INR"))
        let found = try faults(text) { fields in
            _ = fields.bool("b")
            _ = fields.localDate("d")
            _ = fields.currency("c")
            _ = fields.moneyDecimal("m", in: inr, sign: .positive)
            _ = fields.oneOf("o", ["one": 1])
            _ = fields.field("p", parse: { Int($0) }, expected: "a number")
            _ = fields.instant("i")
            _ = fields.money("money", in: 0...1)
            _ = fields.strings("tags", count: 0...3, length: 1...1)
            _ = fields.array("few", count: 1...2) { _ in true }
            _ = fields.array("many", count: 1...2) { _ in true }
            _ = fields.object("inner") { _ in true }
            _ = fields.object("v") { _ in true }
            fields.refuse("p", FieldCode.duplicate, "is there twice")
        }
        #expect(
            found == [
                "#/b wrong_type", "#/d invalid_format", "#/c invalid_format", "#/m invalid_format",
                "#/o not_allowed",
                "#/p invalid_format", "#/i invalid_format", "#/money/amount out_of_range",
                "#/money/currency required", "#/tags/1 too_long", "#/tags/2 wrong_type", "#/few too_short",
                "#/many too_long", "#/inner wrong_type", "#/v wrong_type", "#/p duplicate",
            ])
    }

    @Test func `what is optional may be absent but not null or wrong`() throws {
        #expect(try faults("{}") { fields in optionals(&fields) } == [])
        let text = #"""
            {"s":null,"n":"1","b":null,"i":"x","d":"x","c":"x","m":"x","o":"x","p":"x",
             "obj":1,"arr":1,"strs":[1],"mo":1}
            """#
        #expect(
            try faults(text) { fields in optionals(&fields) } == [
                "#/s wrong_type", "#/n wrong_type", "#/b wrong_type", "#/i invalid_format",
                "#/d invalid_format",
                "#/c invalid_format", "#/m invalid_format", "#/o not_allowed", "#/p invalid_format",
                "#/obj wrong_type", "#/arr wrong_type", "#/strs/0 wrong_type", "#/mo wrong_type",
            ])
    }

    private func optionals(_ fields: inout JSONFields) {
        _ = fields.optionalString("s", length: 0...9)
        _ = fields.optionalInteger("n", in: 0...9)
        _ = fields.optionalBool("b")
        _ = fields.optionalInstant("i")
        _ = fields.optionalLocalDate("d")
        _ = fields.optionalCurrency("c")
        if let inr = Currency(code: "INR") { _ = fields.optionalMoneyDecimal("m", in: inr, sign: .any) }
        _ = fields.optionalOneOf("o", ["a": 1])
        _ = fields.optionalField("p", parse: { Int($0) }, expected: "a number")
        _ = fields.optionalObject("obj") { _ in true }
        _ = fields.optionalArray("arr", count: 0...9) { _ in true }
        _ = fields.optionalStrings("strs", count: 0...9, length: 0...9)
        _ = fields.optionalMoney("mo", in: 0...9)
        _ = fields.optionalValue("any")
    }

    @Test func `a body that gives nil without a reason is still refused`() throws {
        let none: (inout JSONFields) -> Int? = { _ in nil }
        #expect(throws: InvalidInput.self) { try JSONFields.read(.object(JSONObject(members: [])), none) }
        #expect(try faults(#"{"a":{}}"#) { fields in _ = fields.object("a", none) } == ["#/a invalid_format"])
    }

    @Test func `no more errors are collected than the limit`() throws {
        let members = (0..<200).map { "\"m\($0)\":0" }.joined(separator: ",")
        #expect(try faults("{\(members)}") { _ in }.count == InvalidInput.errorsMax)
        #expect(try faults("{\"a\":{\(members)},\"b\":1}") { _ = $0.object("a") { _ in true } }.count == 50)
    }
}

struct QueryFieldsTests {
    private func faults(_ pairs: [(String, String)], _ body: (inout QueryFields) -> Void) -> [String] {
        do {
            try QueryFields.read(pairs.map { (name: $0.0, value: $0.1) }) { fields -> Bool? in
                body(&fields)
                return true
            }
            return []
        } catch {
            return error.errors.map { "\($0.pointer) \($0.code)" }
        }
    }

    @Test func `parameters are read by the same verbs`() throws {
        let pairs = [
            (name: "limit", value: "20"), (name: "dry_run", value: "true"),
            (name: "from", value: "2026-01-02"),
        ]
        try QueryFields.read(pairs) { fields -> Bool? in
            #expect(fields.optionalInteger("limit", in: 1...100) == 20)
            #expect(fields.bool("dry_run") == true)
            #expect(fields.localDate("from")?.day == 2)
            #expect(fields.optionalString("cursor", length: 1...9) == nil)
            return true
        }
    }

    @Test(arguments: [
        ("", "not_an_integer"), ("x", "not_an_integer"), ("+5", "not_an_integer"), ("5.0", "not_an_integer"),
        (" 5", "not_an_integer"), ("-", "not_an_integer"), ("0", "out_of_range"), ("101", "out_of_range"),
        ("99999999999999999999", "out_of_range"),
    ])
    func `a wrong limit is refused with its place`(text: String, code: String) {
        let found = faults([("limit", text)]) { fields in _ = fields.optionalInteger("limit", in: 1...100) }
        #expect(found == ["#/query/limit \(code)"])
    }

    @Test func `repeated, unknown and missing parameters are refused`() {
        let found = faults([("limit", "1"), ("limit", "1"), ("limit", "2"), ("nope", "")]) { fields in
            _ = fields.optionalInteger("limit", in: 1...100)
            _ = fields.bool("dry_run")
        }
        #expect(
            found == [
                "#/query/limit duplicate", "#/query/limit duplicate", "#/query/dry_run required",
                "#/query/nope unknown_field",
            ]
        )
    }

    @Test func `asking twice for a parameter does not make it a repeated one`() {
        let found = faults([("a", "1")]) { fields in
            _ = fields.optionalInteger("a", in: 1...1)
            _ = fields.optionalInteger("a", in: 1...1)
        }
        #expect(found == [])
    }

    @Test(arguments: ["1", "TRUE", "yes", ""])
    func `a boolean parameter is true or false`(text: String) {
        #expect(faults([("b", text)]) { fields in _ = fields.bool("b") } == ["#/query/b wrong_type"])
    }
}
