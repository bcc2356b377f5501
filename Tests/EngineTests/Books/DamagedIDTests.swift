import Foundation
import Model
import Store
import Testing

@testable import Engine

/// A customer whose id was damaged in the file.
struct DamagedIDTests {
    private static let names = (0..<200).map { String(format: "%03d-with-an-id-of-its-own", $0) }

    /// The first, the last, and some between, on whichever pages they lie.
    @Test(arguments: [0, 1, 2, 77, 100, 131, 198, 199])
    func `nobody becomes a new customer because a bit of the own id has flipped`(customer: Int) throws {
        let books = try TestBooks()
        for name in Self.names { try books.join(name) }
        let wanted = try id(Self.names[customer])
        let before = try books.run { try $0.connection.customer(wanted, in: $0.book.number)?.number }
        books.engine.store.close()
        let file = URL(filePath: books.engine.store.path)
        let sound = try Data(contentsOf: file)
        let places = Self.places(of: Array(wanted.text.utf8), in: sound)
        // In its row, and in the indexes that name it.
        #expect(places.count >= 3)
        for place in places {
            for (offset, bit) in [(0, UInt8(0x40)), (9, 0x01), (11, 0x04), (20, 0x10)] {
                var damaged = sound
                damaged[place + offset] ^= bit
                try damaged.write(to: file)
                let store = try Store(path: file.path, now: books.clock.now())
                defer { store.close() }
                let engine = try Engine(
                    store: store, secrets: Secrets(master: Array(repeating: 7, count: 32)), clock: books.clock
                )
                do {
                    let made = try engine.performAndWait(
                        WriteRequest(book: books.live, actor: Actor("key:1"))
                    ) {
                        try UpsertCustomer.run(.init(id: wanted, name: "Ada"), in: $0)
                    }
                    #expect(!made.isNew && made.customer.number == before, "byte \(place + offset): \(made)")
                } catch EngineError.unavailable(let error) {
                    #expect(error.kind == .corrupt, "byte \(place + offset): \(error)")
                }
            }
        }
    }

    private static func places(of bytes: [UInt8], in data: Data) -> [Int] {
        var places: [Int] = []
        var from = data.startIndex
        while let found = data.range(of: Data(bytes), in: from..<data.endIndex) {
            places.append(found.lowerBound)
            from = found.upperBound
        }
        return places
    }
}
