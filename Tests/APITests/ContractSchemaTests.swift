import Engine
import Model
import Screens
import Testing

@testable import API

/// What `openapi.yaml` says of texts, held against what the service takes: where a pattern or a list of words is there,
/// it is the whole rule.
struct ContractSchemaTests {
    private static let lines = String(decoding: Contract.bytes, as: UTF8.self).split(separator: "\n")

    /// The lines behind the first that is the given one, until one that is indented no further.
    private func block(_ line: String) throws -> [Substring] {
        let start = try #require(Self.lines.firstIndex { $0 == line }, "\(line)")
        let indent = line.prefix { $0 == " " }.count
        return Array(Self.lines[(start + 1)...].prefix { $0.prefix { $0 == " " }.count > indent })
    }

    /// The words of a list in brackets.
    private func words(_ block: [Substring]) throws -> [String] {
        let start = try #require(block.firstIndex { $0.hasSuffix(" [") })
        return block[(start + 1)...].prefix { !$0.hasSuffix("]") }.flatMap { $0.split(separator: ",") }
            .map { $0.filter { $0 != " " && $0 != "'" } }.filter { !$0.isEmpty }
    }

    private func pattern(_ block: [Substring]) throws -> Regex<AnyRegexOutput> {
        let line = try #require(block.first { $0.contains(" pattern: '") })
        return try Regex(String(line.split(separator: "'")[1]))
    }

    @Test func `the currencies of the contract are those that have a code`() throws {
        #expect(try words(block("    Currency:")) == Currency.allCodes)
    }

    @Test func `requests are looked for by every operation of the contract`() throws {
        let operation = Array(Self.lines.drop { $0 != "      operationId: searchAPILog" })
        #expect(try words(operation) == Routes.all.map(\.name).sorted())
    }

    @Test(arguments: PageCursor.List.allCases)
    func `the contract's pattern of a cursor takes every cursor of its list and no other`(
        list: PageCursor.List
    ) throws {
        let name = "\(list)"
        let pattern = try pattern(block("    \(name.prefix(1).uppercased())\(name.dropFirst())Cursor:"))
        let places = [0, 1, 63, 64, 255, 256, 65_535, 65_536, 1 << 24, 1 << 40, 1 << 55, 1 << 56, Int64.max]
        for place in places + [-1, .min] {
            let text = PageCursor.text(list, before: place)
            #expect(fits(text, pattern) && PageCursor.place(list, in: text) == place, "\(text)")
        }
        for other in PageCursor.List.allCases where other != list {
            #expect(!fits(PageCursor.text(other, before: 77), pattern), "\(other)")
        }
        // Whatever has one letter changed is either refused by both or taken by both.
        let letters = Array("ABCDQUgwz09-_")
        for place in places {
            let text = Array(PageCursor.text(list, before: place))
            for index in text.indices {
                for letter in letters {
                    var changed = text
                    changed[index] = letter
                    let other = String(changed)
                    #expect(fits(other, pattern) == (PageCursor.place(list, in: other) != nil), "\(other)")
                }
            }
        }
    }

    private func fits(_ cursor: String, _ pattern: Regex<AnyRegexOutput>) -> Bool {
        cursor.utf8.count <= 14 && cursor.wholeMatch(of: pattern) != nil
    }

    @Test(arguments: [
        ("", true), ("https://cdnow.example/logo.png", true), ("http://10.0.0.1:8080/a?b=c#d%20e", true),
        ("https://a:65535/", true), ("https://[2001:db8::1]/", false), ("https://a", true),
        ("https://a:65536/", false),
        ("https://-a/", false), ("https://a/%zz", false), ("ftp://a/", false), ("https://", false),
        ("https://a b", false), ("https://user@a/", false),
    ])
    func `the contract's pattern of a logo's address is the rule`(text: String, isRight: Bool) throws {
        // It stands in double quotes, on lines of which each but the last ends in a backslash.
        let quoted = try block("    LogoURL:").drop { !$0.contains(" pattern: ") }.dropFirst().map { line in
            String(line.drop { $0 == " " }.dropLast())
        }
        let pattern = try Regex(quoted.joined().replacing("\\\\", with: "\\"))
        #expect((text.wholeMatch(of: pattern) != nil) == isRight)
        let json = try JSONValue(parsing: Array(#"{"logo_url": "\#(text)"}"#.utf8))
        let settings = try? JSONFields.read(json) { fields in
            var settings = ConnectorSettings()
            settings.read(&fields, for: .gokwik)
            return settings
        }
        #expect((settings != nil) == isRight)
    }
}
