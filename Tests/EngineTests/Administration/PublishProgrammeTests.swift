import Engine
import Model
import Store
import Testing

struct PublishProgrammeTests {
    private func publish(_ document: String, _ books: AdministrationBooks) throws -> PublishProgramme.Receipt
    {
        try PublishProgramme.run(Array(document.utf8), by: .commandLine, on: books.engine)
    }

    @Test func `the first document makes the brand and both its books`() throws {
        let books = try AdministrationBooks()
        let receipt = try publish(AdministrationBooks.programme(), books)
        #expect(receipt.version == 1)
        #expect(receipt.isNew)
        #expect(Set(books.engine.registry.contents.books.values.map(\.mode)) == [.live, .test])
    }

    @Test func `the same document again is the same version`() throws {
        let books = try AdministrationBooks()
        _ = try publish(AdministrationBooks.programme(), books)
        let again = try publish(AdministrationBooks.programme(), books)
        #expect(again.version == 1)
        #expect(!again.isNew)
        #expect(try books.count("programme_versions") == 1)
    }

    @Test func `another document is the next version, and is what everybody sees before the answer`() throws {
        let books = try AdministrationBooks()
        _ = try publish(AdministrationBooks.programme(), books)
        let generation = books.engine.registry.generation
        let receipt = try publish(AdministrationBooks.programme(name: "New Name"), books)
        #expect(receipt.version == 2)
        #expect(books.engine.registry.generation > generation)
        #expect(books.engine.registry.contents.generation == books.engine.registry.generation)
        let seen = books.engine.registry.contents.programmes[receipt.brand]
        #expect(seen?.number == 2)
        #expect(seen?.programme.name.text(locale: "en", fallback: "en") == "New Name")
    }

    @Test func `an older document may come back as a new version`() throws {
        let books = try AdministrationBooks()
        _ = try publish(AdministrationBooks.programme(), books)
        _ = try publish(AdministrationBooks.programme(name: "New Name"), books)
        #expect(try publish(AdministrationBooks.programme(), books).version == 3)
    }

    @Test func `a brand keeps its currency`() throws {
        let books = try AdministrationBooks()
        _ = try publish(AdministrationBooks.programme(), books)
        let error = #expect(throws: AdministrationError.self) {
            try publish(AdministrationBooks.programme(currency: "EUR"), books)
        }
        #expect(error?.message.contains("USD and cannot become EUR") == true)
        #expect(try books.count("programme_versions") == 1)
    }

    @Test func `a wrong document names its faults and changes nothing`() throws {
        let books = try AdministrationBooks()
        let error = #expect(throws: AdministrationError.self) { try publish("{\"schema\": 1}", books) }
        #expect(
            error?.details.contains { $0.hasPrefix("/brand") || $0.hasPrefix("#/brand") } == true, "\(error!)"
        )
        #expect(books.engine.registry.contents.books.isEmpty)
    }

    @Test func `a document has a largest size`() {
        let document = [UInt8](repeating: 0x20, count: AdministrationLimits.documentBytesMax + 1)
        #expect(throws: AdministrationError.self) { try PublishProgramme.check(document) }
    }

    @Test func `a published document is shown as it came`() throws {
        let books = try AdministrationBooks()
        _ = try publish(AdministrationBooks.programme(), books)
        _ = try publish(AdministrationBooks.programme(name: "New Name"), books)
        let first = try ShowProgramme.run(brand: nil, version: 1, on: books.engine)
        #expect(first.document == AdministrationBooks.programme())
        #expect(try ShowProgramme.run(brand: nil, version: nil, on: books.engine).version == 2)
        #expect(throws: AdministrationError.self) {
            try ShowProgramme.run(brand: nil, version: 3, on: books.engine)
        }
    }
}
