import Model
import Testing

struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), (" false ", .bool(false)), ("0", .integer(0)),
        ("-1", .integer(-1)), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)),
        ("\"\"", .string("")), ("\t[ ]\r\n", .array([])),
        ("[1,[2]]", .array([.integer(1), .array([.integer(2)])])),
        ("{ }", .object(JSONObject(members: []))),
        (
            "{\"b\":1,\"a\" : null}",
            .object(
                JSONObject(members: [
                    .init(name: "b", value: .integer(1)), .init(name: "a", value: .null),
                ]))
        ),
    ])
    func `a document is read with its members in order`(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        "-0", "1.0", "1e3", "1E3", "1e+3", "-1.5e-10", "0.1", "0e0", "9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234567890",
    ])
    func `a number that is no 64-bit integer keeps its text`(text: String) throws {
        guard case .number(let number) = try parse(text) else {
            Issue.record("not kept as text")
            return
        }
        #expect(number.text == text)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u00E9""#, "Aéé"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD800\uDC00\uDBFF\uDFFF""#, "\u{10000}\u{10FFFF}"),
        (#""\u0000""#, "\0"),
        (#""plain é 😀 text""#, "plain é 😀 text"), (#""a\u007fb""#, "a\u{7F}b"),
        ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
        (#""\uffff""#, "\u{FFFF}"),
    ])
    func `strings are unescaped`(text: String, value: String) throws {
        guard case .string(let read) = try parse(text) else {
            Issue.record("not a string")
            return
        }
        #expect(Array(read.unicodeScalars) == Array(value.unicodeScalars))
    }

    @Test(arguments: [
        ("", 0), ("  ", 2), ("nul", 0), ("nullx", 4), ("True", 0), ("01", 0), ("-", 1), ("-01", 0), ("+1", 0),
        (".5", 0),
        ("1.", 2), ("1.e3", 2), ("1e", 2), ("1e+", 3), ("0x10", 1), ("NaN", 0), ("Infinity", 0), ("1 2", 2),
        ("[1,]", 3),
        ("[,1]", 1), ("[1", 2), ("[1 2]", 3), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7),
        ("{a:1}", 1),
        ("{\"a\" 1}", 5), ("{\"a\":1 \"b\":2}", 7), ("'a'", 0), ("\"a", 0), ("\"a\\\"", 0), ("\"\\x\"", 1),
        ("\"\\u12g4\"", 5),
        ("\"\\u12", 5), ("\"\\", 2), ("\"a\u{1}\"", 2), ("\"\n\"", 1), ("\"\\n\u{1F}\"", 3), ("[1]]", 3),
        ("// x", 0), ("]", 0),
        ("\"\\ud800\"", 1), ("\"\\udc00\"", 1), ("\"\\ud800\\u0041\"", 1), ("\"\\ud800x\"", 1),
        ("\"\\ud800\\n\"", 1),
        ("\"\\ud800\\ud800\"", 1), ("\u{FEFF}1", 0), ("1\0", 1), ("\u{A0}1", 0),
        ("{\"a\":1,\"b\":2,\"a\":3}", 13), ("{\"a\":1,\"\\u0061\":3}", 7),
    ])
    func `what is not JSON is refused where it goes wrong`(text: String, offset: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { _ = try parse(text) }
        #expect(error?.offset == offset, "\(error?.reason ?? "")")
    }

    @Test(
        arguments: [
            [0x22, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
            [0x22, 0xE2, 0x82, 0x22], [0x22, 0xFF, 0x22], [0x22, 0xE0, 0x80, 0xAF, 0x22], [0x22, 0xC3],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        let error = #expect(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: bytes) }
        #expect(error?.offset == 1)
        #expect(error?.reason == "the text is not valid UTF-8")
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `nesting is allowed up to the limit and no deeper, however deep the input`(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        let depth = JSONLimits.standard.depthMax
        func nested(_ count: Int) -> String {
            String(repeating: opening, count: count) + "1" + String(repeating: closing, count: count)
        }
        #expect(depth == 32)
        _ = try parse(nested(depth))
        #expect(throws: JSONSyntaxError.self) { _ = try parse(nested(depth + 1)) }
        #expect(throws: JSONSyntaxError.self) { _ = try parse(String(repeating: opening, count: 1_000_000)) }
        #expect(JSONLimits(depthMax: .max, valuesMax: 1).depthMax == JSONLimits.depthCeiling)
        let ceiling = JSONLimits(depthMax: .max, valuesMax: 1000)
        _ = try JSONValue(parsing: Array(nested(JSONLimits.depthCeiling).utf8), limits: ceiling)
    }

    @Test func `depth counts what is open, not what was`() throws {
        _ = try parse("[" + String(repeating: "[],", count: 100) + "{}]")
    }

    @Test func `values are counted`() throws {
        let limits = JSONLimits(depthMax: 4, valuesMax: 4)
        _ = try JSONValue(parsing: Array("[1,{\"a\":2}]".utf8), limits: limits)
        let error = #expect(throws: JSONSyntaxError.self) {
            _ = try JSONValue(parsing: Array("[1,{\"a\":2},3]".utf8), limits: limits)
        }
        #expect(error?.reason == "the document holds more than 4 values")
    }

    @Test func `a long name is refused and a repeated one found among many`() throws {
        let name = String(repeating: "n", count: JSONLimits.standard.nameBytesMax)
        _ = try parse("{\"\(name)\":1}")
        #expect(throws: JSONSyntaxError.self) { _ = try parse("{\"\(name)n\":1}") }

        let members = (0..<500).map { "\"m\($0)\":\($0)" }
        _ = try parse("{\(members.joined(separator: ","))}")
        for repeated in [0, 15, 16, 17, 499] {
            let text = "{\(members.joined(separator: ",")),\"m\(repeated)\":0}"
            let error = #expect(throws: JSONSyntaxError.self) { _ = try parse(text) }
            #expect(error?.reason == "the object has two members of this name")
        }
    }

    @Test func `an error knows its line and column`() throws {
        let bytes = Array("{\n  \"a\": 1,\n  \"b\" 2\n}".utf8)
        let error = try #require(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: bytes) }
        #expect(error.lineAndColumn(in: bytes) == (3, 7))
        #expect(JSONSyntaxError(offset: 0, reason: "").lineAndColumn(in: bytes) == (1, 1))
        #expect(JSONSyntaxError(offset: 99, reason: "").lineAndColumn(in: bytes).line == 4)
    }

    @Test func `every prefix and every changed byte of a document is read or refused, never worse`() {
        let text = #"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00",true,null],"b":{"c":"é😀"}}"#
        let bytes = Array(text.utf8)
        for count in bytes.indices {
            #expect(throws: JSONSyntaxError.self) { _ = try JSONValue(parsing: Array(bytes[..<count])) }
            for change in [0, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[count] = change
                if let value = try? JSONValue(parsing: changed) {
                    #expect(value["a"] != nil || value["b"] != nil)
                }
            }
        }
    }
}
