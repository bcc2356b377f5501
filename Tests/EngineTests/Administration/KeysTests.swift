import Engine
import Foundation
import Model
import Store
import Testing

struct KeysTests {
    private func make(_ books: AdministrationBooks, _ kind: KeyKind, server: Bool = false) throws -> Keys.Made
    {
        try Keys.create(Keys.Wanted(brand: nil, mode: .live, kind: kind, isServer: server), on: books.engine)
    }

    @Test(arguments: [
        (KeyKind.read, Mode.live, "lbr_live_"), (.write, .test, "lbw_test_"), (.admin, .live, "lba_live_"),
    ])
    func `a key says what it is and is known at once`(kind: KeyKind, mode: Mode, prefix: String) throws {
        let books = try AdministrationBooks.published()
        let made = try Keys.create(Keys.Wanted(brand: nil, mode: mode, kind: kind), on: books.engine)
        #expect(made.text.hasPrefix(prefix))
        #expect(made.text.utf8.count == prefix.utf8.count + 32)
        let known = try #require(books.engine.registry.contents.keys[KeyText.digest(of: made.text)])
        #expect(known.kind == kind)
        #expect(books.engine.registry.contents.books[known.book]?.mode == mode)
        #expect(known.isGood(at: books.clock.now()))
    }

    @Test func `no key is in the file, nor the part of it that is secret`() throws {
        let books = try AdministrationBooks.published()
        let made = try KeyKind.allCases.map { try make(books, $0) }
        books.store.close()
        let bytes = try Data(contentsOf: URL(filePath: books.path))
        for key in made {
            #expect(bytes.range(of: Data(key.text.utf8)) == nil)
            #expect(bytes.range(of: Data(key.text.suffix(32).utf8)) == nil)
            // What is compared is a digest, and it is there.
            #expect(bytes.range(of: Data(key.key.digest.bytes)) != nil)
        }
    }

    @Test func `a revoked key is bad at once, and revoking twice is once`() throws {
        let books = try AdministrationBooks.published()
        let made = try make(books, .write)
        #expect(try Keys.revoke(made.key.id, on: books.engine))
        let known = books.engine.registry.contents.keys[made.key.digest]
        #expect(known?.isGood(at: books.clock.now()) == false)
        #expect(try Keys.revoke(made.key.id, on: books.engine) == false)
    }

    @Test func `a rotated key stays good for the overlap and not longer`() throws {
        let books = try AdministrationBooks.published()
        let old = try make(books, .read, server: true)
        let new = try Keys.rotate(old.key.id, overlapSeconds: 3_600, on: books.engine)
        #expect(new.key.isServer)
        #expect(new.text != old.text)
        let known = try #require(books.engine.registry.contents.keys[old.key.digest])
        #expect(known.isGood(at: books.clock.now().adding(seconds: 3_599)))
        #expect(!known.isGood(at: books.clock.now().adding(seconds: 3_600)))
    }

    @Test func `rotating again never prolongs`() throws {
        let books = try AdministrationBooks.published()
        let old = try make(books, .read)
        _ = try Keys.rotate(old.key.id, overlapSeconds: 60, on: books.engine)
        _ = try Keys.rotate(old.key.id, overlapSeconds: 3_600, on: books.engine)
        let known = try #require(books.engine.registry.contents.keys[old.key.digest])
        #expect(known.expiresAt == books.clock.now().adding(seconds: 60))
    }

    @Test func `what cannot be is refused with its reason`() throws {
        let empty = try AdministrationBooks()
        #expect(
            throws: AdministrationError(
                "cannot make a key: there is no brand yet; publish its programme first")
        ) {
            try Keys.create(Keys.Wanted(brand: nil, mode: .live, kind: .read), on: empty.engine)
        }
        let books = try AdministrationBooks.published()
        #expect(throws: AdministrationError.self) { try make(books, .write, server: true) }
        #expect(throws: AdministrationError.self) { try Keys.revoke(99, on: books.engine) }
        let made = try make(books, .read)
        #expect(throws: AdministrationError.self) {
            try Keys.rotate(
                made.key.id, overlapSeconds: AdministrationLimits.overlapSecondsMax + 1, on: books.engine)
        }
        _ = try Keys.revoke(made.key.id, on: books.engine)
        #expect(throws: AdministrationError.self) {
            try Keys.rotate(made.key.id, overlapSeconds: 60, on: books.engine)
        }
        let label = String(repeating: "x", count: AdministrationLimits.labelBytesMax + 1)
        #expect(throws: AdministrationError.self) {
            try Keys.create(Keys.Wanted(brand: nil, mode: .live, kind: .read, label: label), on: books.engine)
        }
    }
}
