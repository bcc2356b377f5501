@testable import API
import Engine
import HTTPServer
import Model
@testable import NectorDialect
import Screens

/// Cursors and what else is opaque text of ours: whatever is taken is what we would have written.
enum CursorTarget {
    @Sendable static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        for list in PageCursor.List.allCases {
            guard let place = PageCursor.place(list, in: text) else { continue }
            must(PageCursor.text(list, before: place) == text, "\(list) takes \(text) for \(place)")
        }
        if let decoded = Base64URL.decode(text) {
            must(Base64URL.encode(decoded) == text, "\(text) is not how \(decoded) is written")
        }
        if let decoded = Hex.decode(text) {
            must(Hex.encode(decoded) == text.lowercased(), "\(text) is not how \(decoded) is written")
        }
        if let id = TransactionID(text) { must("\(id)" == text, "\(text) is read as \(id)") }
        if let id = NectorID(text) { must(id.text == text.lowercased(), "\(text) is read as \(id.text)") }
    }
}

/// Tokens and signatures: none is good that was not signed, and signed ones are read whatever they claim.
enum TokenTarget {
    private static let book: Book = {
        guard let brand = BrandID("fuzz") else { fatalError("no brand") }
        return Book(
            number: BookNumber(1), brand: brand, mode: .live, clockOffsetMilliseconds: 0, secretGeneration: 1)
    }()
    private static let secrets = Secrets(master: Array(repeating: 7, count: 32))
    private static let now = Instant(seconds: 1_790_000_000)
    private static let key = CustomerToken.key(of: book, secrets: secrets)
    private static let leadKey = HMACSHA256.Key([UInt8](repeating: 9, count: 32))

    @Sendable static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        must((try? CustomerToken.verify(text, in: book, key: key, at: now)) == nil, "\(text) is a token")
        must(LeadToken.claims(of: text, signedWith: leadKey) == nil, "\(text) is a lead's token")
        if let trigger = TriggerID("app-install") {
            let found = PostbackSignature.verify(
                text, trigger: trigger, books: [book.number: book], secrets: secrets)
            must(found == nil, "\(text) is a signature")
        }
        // The same bytes as header and claims of a token that was signed.
        let parts = bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        let header = parts.count == 2 ? Array(parts[0]) : Array(#"{"alg":"HS256"}"#.utf8)
        let signed = Base64URL.encode(header) + "." + Base64URL.encode(Array(parts[parts.count - 1]))
        let token = signed + "." + Base64URL.encode(key.code(for: signed).bytes)
        if let verified = try? CustomerToken.verify(token, in: book, key: key, at: now) {
            must(verified.expiresAt > now, "\(verified) has ended")
            must(
                verified.expiresAt <= now.adding(seconds: CustomerToken.lifetimeSecondsMax + 60),
                "\(verified) is good for too long")
        }
        _ = LeadToken.claims(
            of: signed + "." + Base64URL.encode(leadKey.code(for: signed).bytes), signedWith: leadKey)
    }
}

/// Values of fields and of parameters that have a form of their own.
enum FieldTarget {
    @Sendable static func check(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = Acceptance(text).allows(anyOf: ["application/json", "text/html"])
        _ = EntityTag.matches(text, "\"abc\"", .weak)
        if let address = IPAddress(text) {
            must(IPAddress("\(address)") == address, "\(text) is read as \(address)")
        }
        if let range = AddressRange(text) {
            must(AddressRange("\(range)") == range, "\(text) is read as \(range)")
        }
        if let instant = try? Instant(rfc3339: text) {
            must((try? Instant(rfc3339: "\(instant)")) == instant, "\(text) is read as \(instant)")
        }
        if let date = LocalDate(iso: text) { must("\(date)" == text, "\(text) is read as \(date)") }
        _ = BrandZone(identifier: text)
        _ = LocaleTag(text)
        _ = WebAddress.isURL(text)
        _ = IdempotencyKey(text)
        _ = CustomerID(text)
    }
}

/// The reader of CSV: wherever the bytes are split, the same records come of them, and the bytes of a record are that
/// record alone.
enum CSVTarget {
    /// The first byte is the size of the pieces.
    @Sendable static func check(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let bytes = Array(input[1...])
        let size = Int(first) % 64 + 1
        let pieces = stride(from: 0, to: bytes.count, by: size).map {
            Array(bytes[$0..<min($0 + size, bytes.count)])
        }
        let (whole, split) = (records(of: [bytes]), records(of: pieces))
        must(whole == split, "whole: \(whole)\nin pieces of \(size): \(split)")
        for record in whole.dropFirst() where record.fault == nil {
            let place = Int(record.bytes.lowerBound)..<Int(record.bytes.upperBound)
            let alone = records(of: [Array(bytes[place])], by: CSVReader(recordOnLine: record.line))
            must(alone.map(\.fields) == [record.fields], "in the file: \(record)\nalone: \(alone)")
            must(alone.map(\.line) == [record.line], "in the file: \(record)\nalone: \(alone)")
        }
    }

    private static func records(of pieces: [[UInt8]], by reader: CSVReader = CSVReader()) -> [CSVRecord] {
        var (reader, records) = (reader, [CSVRecord]())
        for piece in pieces { reader.read(piece) { records.append($0) } }
        reader.finish { records.append($0) }
        return records
    }
}
