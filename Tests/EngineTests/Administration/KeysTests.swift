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
        let label = String(repeating: "x", count: AdministrationLimits.labelLengthMax + 1)
        #expect(throws: AdministrationError.self) {
            try Keys.create(Keys.Wanted(brand: nil, mode: .live, kind: .read, label: label), on: books.engine)
        }
    }
}

/// Keys of the Nector dialect (nector-dialect "Keys", "Customer credential").
struct NectorKeysTests {
    private func wanted(_ kind: KeyKind, isServer: Bool = false) -> Keys.Wanted {
        Keys.Wanted(brand: nil, mode: .live, kind: kind, isServer: isServer, dialect: .nector)
    }

    @Test func `an imported key is found, and its signing secret comes back as it was`() throws {
        let books = try AdministrationBooks.published()
        let secret = String(repeating: "s3cret-", count: 30)
        let made = try Keys.bring(
            wanted(.read), text: "ab12cd34-ef56-4789-a012-3456789abcde", signingSecret: secret,
            on: books.engine)
        let digest = KeyText.digest(of: "ab12cd34-ef56-4789-a012-3456789abcde", .nector)
        let known = try #require(books.engine.registry.contents.keys[digest])
        #expect(known.dialect == .nector)
        #expect(NectorSigning.secret(of: known, in: try books.live, secrets: books.engine.secrets) == secret)
        #expect(throws: AdministrationError.self) {
            try Keys.bring(wanted(.read), text: made.text, signingSecret: nil, on: books.engine)
        }
        books.store.close()
        let bytes = try Data(contentsOf: URL(filePath: books.path))
        #expect(bytes.range(of: Data("s3cret-".utf8)) == nil)
        #expect(bytes.range(of: Data(made.text.utf8)) == nil)
        #expect(bytes.range(of: SHA256.hash(made.text).data) == nil)
    }

    @Test func `a signing secret is no secret under another master key`() throws {
        let books = try AdministrationBooks.published()
        let made = try Keys.bring(
            wanted(.read), text: "ab12cd34-ef56-4789-a012-3456789abcde", signingSecret: "topsecret",
            on: books.engine)
        let other = Secrets(master: Array(repeating: 8, count: 32))
        #expect(NectorSigning.secret(of: made.key, in: try books.live, secrets: other) == nil)
    }

    @Test func `each key that is made has a signing secret of its own`() throws {
        let books = try AdministrationBooks.published()
        let keys = try [KeyKind.read, .read, .write].map { try Keys.create(wanted($0), on: books.engine) }
        let book = try books.live
        let secrets = Set(
            keys.compactMap { NectorSigning.secret(of: $0.key, in: book, secrets: books.engine.secrets) })
        #expect(secrets.count == 3)
        #expect(secrets.allSatisfy { $0.utf8.count == 43 })
    }

    @Test(arguments: [
        "short", "with a space in the middle", "\u{e4}\u{f6}\u{fc}\u{e4}\u{f6}\u{fc}\u{e4}\u{f6}\u{fc}",
    ])
    func `what cannot be sent as a key is none`(text: String) throws {
        let books = try AdministrationBooks.published()
        #expect(throws: AdministrationError.self) {
            try Keys.bring(wanted(.read), text: text, signingSecret: nil, on: books.engine)
        }
    }

    @Test func `there are no admin keys in the dialect, and no native keys from elsewhere`() throws {
        let books = try AdministrationBooks.published()
        #expect(throws: AdministrationError.self) { try Keys.create(wanted(.admin), on: books.engine) }
        #expect(throws: AdministrationError.self) {
            try Keys.bring(
                Keys.Wanted(brand: nil, mode: .live, kind: .read), text: String(repeating: "k", count: 40),
                signingSecret: nil, on: books.engine)
        }
    }

    @Test func `a rotated key keeps its format and its imported secret`() throws {
        let books = try AdministrationBooks.published()
        let made = try Keys.bring(
            wanted(.read, isServer: true), text: String(repeating: "k", count: 40),
            signingSecret: "topsecret",
            on: books.engine)
        let next = try Keys.rotate(made.key.id, overlapSeconds: 60, on: books.engine)
        #expect(next.text.hasPrefix("nector_lbr_live_"))
        #expect(next.key.dialect == .nector && next.key.isServer)
        #expect(
            NectorSigning.secret(of: next.key, in: try books.live, secrets: books.engine.secrets)
                == "topsecret")
    }
}

extension Digest {
    /// For searching a file.
    fileprivate var data: Data { Data(bytes) }
}
