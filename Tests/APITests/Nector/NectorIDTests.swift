import Engine
import Foundation
import Model
import Testing

@testable import NectorDialect

/// The UUIDs of the dialect: computed, unguessable, and of the form that strict clients check.
struct NectorIDTests {
    private static func cipher(_ brand: String = "corner-shop", _ mode: Mode = .live) throws
        -> NectorIDCipher
    {
        let book = Book(
            number: BookNumber(1), brand: try #require(BrandID(brand)), mode: mode,
            clockOffsetMilliseconds: 0, secretGeneration: 1)
        return NectorIDCipher(book, Secrets(master: Array(repeating: 7, count: 32)))
    }

    @Test(arguments: [(1, 0), (1, 1), (77, 4_294_967_295), (1_099_511_627_775, 12)])
    func `an id gives back what it was made of`(owner: Int64, number: Int64) throws {
        let cipher = try Self.cipher()
        let id = cipher.id(.coinEntry, owner, number)
        let read = try #require(NectorID(id.text.uppercased()))
        #expect(cipher.payload(.coinEntry, read) == .init(owner: owner, number: number))
    }

    @Test func `an id is a UUID of version 4`() throws {
        let cipher = try Self.cipher()
        for owner in 1...500 as ClosedRange<Int64> {
            let text = cipher.id(.lead, owner).text
            let digits = Array(text)
            #expect(UUID(uuidString: text) != nil)
            #expect(digits[14] == "4")
            #expect("89ab".contains(digits[19]))
        }
        #expect(Array(cipher.id(named: "app_install", "trigger").text)[14] == "4")
    }

    @Test func `an id of another kind, brand, mode or one altered digit names nothing`() throws {
        let cipher = try Self.cipher()
        let id = cipher.id(.lead, 5)
        #expect(cipher.payload(.coupon, id) == nil)
        #expect(try Self.cipher("other-shop").payload(.lead, id) == nil)
        #expect(try Self.cipher("corner-shop", .test).payload(.lead, id) == nil)
        for index in id.text.indices where id.text[index] != "-" {
            var text = id.text
            let other = text[index] == "0" ? "1" : "0"
            text.replaceSubrange(index...index, with: other)
            guard let altered = NectorID(text) else { continue }
            #expect(cipher.payload(.lead, altered) == nil)
        }
    }

    @Test func `ten thousand ids in a row have nothing in common`() throws {
        let cipher = try Self.cipher()
        let texts = (1...10_000).map { cipher.id(.lead, $0).text }
        #expect(Set(texts).count == 10_000)
        #expect(Set(texts.map { $0.prefix(8) }).count > 9_990)
    }

    @Test(arguments: ["", "random-id", "5", "00000000-0000-4000-8000-00000000000g", "{id}"])
    func `what is no UUID is none`(text: String) { #expect(NectorID(text) == nil) }
}
