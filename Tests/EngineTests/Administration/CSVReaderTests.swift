import Engine
import Testing

struct CSVReaderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let records: [[String]]
        var testDescription: String { name }
    }

    // RFC 4180 §2, rule by rule.
    @Test(arguments: [
        Case(name: "lines end with CRLF", text: "a,b\r\nc,d\r\n", records: [["a", "b"], ["c", "d"]]),
        Case(name: "or with LF", text: "a,b\nc,d\n", records: [["a", "b"], ["c", "d"]]),
        Case(name: "the last line needs no end", text: "a,b\r\nc,d", records: [["a", "b"], ["c", "d"]]),
        Case(name: "fields may be empty", text: "a,,\n,,\n", records: [["a", "", ""], ["", "", ""]]),
        Case(name: "spaces belong to fields", text: " a , b\n", records: [[" a ", " b"]]),
        Case(name: "quotes hold commas", text: "\"a,b\",c\n", records: [["a,b", "c"]]),
        Case(name: "quotes hold line ends", text: "\"a\r\nb\",c\n", records: [["a\r\nb", "c"]]),
        Case(name: "doubled quotes are one", text: "\"a\"\"b\",\"\"\n", records: [["a\"b", ""]]),
        Case(name: "a byte order mark is skipped", text: "\u{FEFF}a,b\n", records: [["a", "b"]]),
        Case(name: "empty lines are no records", text: "\n\na\r\n\r\n", records: [["a"]]),
        Case(name: "nothing is no record", text: "", records: []),
    ])
    func `records are read as RFC 4180 says`(row: Case) {
        for size in [1, 2, 3, 1_000] {
            #expect(Self.records(row.text, pieces: size).map(\.fields) == row.records)
        }
    }

    @Test(arguments: [
        ("a\"b,c\nd,e\n", 1, 1), ("\"a\"b,c\nd,e\n", 1, 1), ("a,b\rc\nd,e\n", 1, 2), ("d,e\na,\"b\n", 2, 2),
    ])
    func `a fault names its line and column, and the next line is read`(text: String, line: Int, column: Int)
        throws
    {
        let records = Self.records(text, pieces: 1)
        let bad = try #require(records.first { $0.fault != nil })
        #expect(bad.line == line)
        #expect(bad.fault?.column == column)
        #expect(records.contains { $0.fault == nil && $0.fields == ["d", "e"] })
    }

    @Test func `bytes that are no UTF-8 are a fault`() {
        var reader = CSVReader()
        var records: [CSVRecord] = []
        reader.read([0x61, 0x2C, 0xC3, 0x28, 0x0A]) { records.append($0) }
        #expect(records.first?.fault?.column == 2)
        #expect(records.first?.fault?.reason == "the text is not UTF-8")
    }

    @Test func `a field and a record have a longest`() {
        let long = String(repeating: "x", count: CSVReader.Limits.fieldBytesMax)
        #expect(Self.records(long + "\n", pieces: 100).first?.fault == nil)
        #expect(Self.records(long + "x\n", pieces: 100).first?.fault != nil)
        let wide = String(repeating: ",", count: CSVReader.Limits.fieldsMax - 1)
        #expect(Self.records("a" + wide + "\n", pieces: 100).first?.fault == nil)
        #expect(Self.records("a" + wide + ",\n", pieces: 100).first?.fault != nil)
    }

    @Test func `lines are counted through quotes`() {
        let records = Self.records("\"a\nb\"\nc\n", pieces: 4)
        #expect(records.map(\.line) == [1, 3])
    }

    @Test func `the bytes of a record, read alone, are the same record`() throws {
        let text = "\u{FEFF}a,b\r\n\n\"c\r\n\"\"d\",e\n\u{FEFF}f,\"\"\n\r\ng,h"
        let bytes = Array(text.utf8)
        for size in [1, 2, 3, 1_000] {
            let records = Self.records(text, pieces: size)
            #expect(records.map(\.line) == [1, 3, 5, 7])
            for record in records.dropFirst() {
                var reader = CSVReader(recordOnLine: record.line)
                var alone: [CSVRecord] = []
                reader.read(Array(bytes[Int(record.bytes.lowerBound)..<Int(record.bytes.upperBound)])) {
                    alone.append($0)
                }
                reader.finish { alone.append($0) }
                #expect(alone.map(\.fields) == [record.fields])
                #expect(alone.map(\.line) == [record.line])
            }
        }
    }

    private static func records(_ text: String, pieces size: Int) -> [CSVRecord] {
        var reader = CSVReader()
        var records: [CSVRecord] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.read(Array(rest.prefix(size))) { records.append($0) }
            rest = rest.dropFirst(size)
        }
        reader.finish { records.append($0) }
        return records
    }
}
