import Foundation
import Model
import Testing

struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas and colons stand where they belong`() {
        let text = written { json in
            json.beginObject()
            json.member("s", "x")
            json.member("l", literal: "lit")
            json.member("n", -12)
            json.member("m", Int64.min)
            json.member("b", true)
            json.key("nothing")
            json.null()
            json.key("empty")
            json.beginArray()
            json.endArray()
            json.key("list")
            json.beginArray()
            json.integer(1)
            json.beginObject()
            json.endObject()
            json.string("a")
            json.bool(false)
            json.raw(Array("{\"r\":1}".utf8))
            json.null()
            json.endArray()
            json.key(dynamic: "k\"\n")
            json.string(utf8: Array("é".utf8).span)
            json.endObject()
        }
        #expect(
            text
                == #"{"s":"x","l":"lit","n":-12,"m":-9223372036854775808,"b":true,"nothing":null,"empty":[],"#
                + #""list":[1,{},"a",false,{"r":1},null],"k\"\n":"é"}"#)
    }

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("\"", "\\\""), ("\\", "\\\\"), ("/<>&'", "/<>&'"),
        ("\u{8}\t\n\u{C}\r", "\\b\\t\\n\\f\\r"), ("\u{0}\u{1}\u{1F}", "\\u0000\\u0001\\u001f"),
        ("\u{7F}\u{2028}\u{2029}é😀", "\u{7F}\u{2028}\u{2029}é😀"), ("12345678\"", "12345678\\\""),
    ])
    func `only what RFC 8259 asks for is escaped`(text: String, escaped: String) {
        #expect(written { $0.string(text) } == "\"\(escaped)\"")
    }

    @Test func `a byte that needs escaping is found at every place of every length`() throws {
        for length in 1...40 {
            for place in 0..<length {
                for byte in [0, 0x0A, 0x1F, 0x22, 0x5C] as [UInt8] {
                    var bytes = [UInt8](repeating: 0x20, count: length)
                    bytes[place] = byte
                    let text = String(decoding: bytes, as: UTF8.self)
                    let value = try JSONValue(parsing: Array(written { $0.string(text) }.utf8))
                    #expect(value == .string(text))
                }
            }
        }
    }

    @Test func `bytes next to the escaped ones stay as they are`() throws {
        for byte in 0x20...0x7F as ClosedRange<UInt8> where byte != 0x22 && byte != 0x5C {
            let text = String(repeating: String(decoding: [byte], as: UTF8.self), count: 17)
            #expect(written { $0.string(text) } == "\"\(text)\"")
        }
        for scalar in ["\u{80}", "\u{A2}", "\u{DC}", "\u{85C}", "\u{FFFD}", "\u{10FFFF}"] {
            let text = String(repeating: scalar, count: 9)
            #expect(written { $0.string(text) } == "\"\(text)\"")
        }
    }

    @Test func `random texts are read back by Foundation and by our own reader`() throws {
        for seed in 0..<300 {
            let scalars = (0..<(seed % 60)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...(Bool.random() ? 0x7F : 0x10FFFF)))
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            let bytes = Array(written { $0.string(text) }.utf8)
            #expect(try JSONValue(parsing: bytes) == .string(text))
            let foundation = try JSONDecoder().decode([String].self, from: Data([0x5B] + bytes + [0x5D]))
            #expect(foundation == [text])
        }
    }

    @Test func `integers are written as Swift writes them`() {
        var values: [Int64] = [0, .max, .min, .max - 1, .min + 1]
        var power: Int64 = 1
        for _ in 0..<18 {
            power *= 10
            values += [power, power - 1, power + 1, -power, 1 - power]
        }
        for _ in 0..<1000 { values.append(Int64.random(in: .min ... .max) >> Int64.random(in: 0..<64)) }
        for value in values { #expect(written { $0.integer(value) } == String(value)) }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_795_227_600_000, "2026-11-21T02:20:00Z"),
            (123, "1970-01-01T00:00:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (1_709_164_800_007, "2024-02-29T00:00:00.007Z"),
            (Int64.max, "9999-12-31T23:59:59.999Z"), (Int64.min, "0000-01-01T00:00:00Z"),
        ] as [(Int64, String)])
    func `instants are written as their text is`(milliseconds: Int64, text: String) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(written { $0.instant(instant) } == "\"\(text)\"")
        #expect(instant.rfc3339 == text)
    }

    @Test func `days and digests are written as their texts are`() throws {
        let date = try #require(LocalDate(year: 987, month: 6, day: 5))
        #expect(written { $0.localDate(date) } == "\"0987-06-05\"")
        let digest = SHA256.hash("abc")
        #expect(written { $0.digest(digest) } == "\"\(digest.hex)\"")
        let text = written { json in
            json.beginObject()
            json.member("d", date)
            json.member("h", digest)
            json.member("i", Instant.epoch)
            json.endObject()
        }
        #expect(text == "{\"d\":\"0987-06-05\",\"h\":\"\(digest.hex)\",\"i\":\"1970-01-01T00:00:00Z\"}")
    }

    @Test func `a document that was read is written back as it was`() throws {
        let text =
            #"{"b":[1,-0,1.50,1e5,9223372036854775808],"a":{"x":null,"y":true},"s":"é\"\n","e":[],"o":{}}"#
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(written { $0.value(value) } == text)
    }

    @Test func `a small buffer grows and an emptied one starts anew`() {
        var writer = JSONWriter(capacity: 1)
        for _ in 0..<3 {
            writer.beginArray()
            for number in 0..<2000 { writer.integer(number) }
            writer.string(String(repeating: "\n", count: 5000))
            writer.endArray()
            let expected =
                "[" + (0..<2000).map { "\($0)," }.joined() + "\"" + String(repeating: "\\n", count: 5000)
                + "\"]"
            #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
            #expect(writer.count == expected.utf8.count)
            #expect(writer.withSpan { $0.count } == writer.count)
            writer.removeAll(keepingCapacity: writer.count.isMultiple(of: 2))
            #expect(writer.count == 0)
            #expect(writer.bytes == [])
        }
    }

    #if DEBUG
        @Test func `a value without its key stops a debug build`() async {
            await #expect(processExitsWith: .failure) {
                var writer = JSONWriter()
                writer.beginObject()
                writer.integer(1)
            }
        }

        @Test func `an end of the wrong container stops a debug build`() async {
            await #expect(processExitsWith: .failure) {
                var writer = JSONWriter()
                writer.beginArray()
                writer.endObject()
            }
        }

        @Test func `a document with something open cannot be taken in a debug build`() async {
            await #expect(processExitsWith: .failure) {
                var writer = JSONWriter()
                writer.beginArray()
                _ = writer.bytes
            }
        }
    #endif
}
