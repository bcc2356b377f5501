import Model

/// The JSON reader: what it takes, it reads the same again once it was written.
enum JSONTarget {
    @Sendable static func check(_ bytes: [UInt8]) {
        do {
            let value = try JSONValue(parsing: bytes)
            var writer = JSONWriter(capacity: bytes.count)
            writer.value(value)
            let again = try JSONValue(parsing: writer.bytes)
            must(again == value, "\(value) is written as \(again)")
        } catch {
            must(error.offset >= 0 && error.offset <= bytes.count, "a fault at \(error.offset)")
            let (line, column) = error.lineAndColumn(in: bytes)
            must(line >= 1 && column >= 1, "a fault in line \(line), column \(column)")
        }
    }
}

/// The programme document: what it takes has a canonical form, which is its own canonical form.
enum ProgrammeTarget {
    @Sendable static func check(_ bytes: [UInt8]) {
        do {
            let canonical = try Programme(publishing: bytes).canonicalDocument()
            do {
                let again = try Programme(publishing: canonical).canonicalDocument()
                must(again == canonical, "\(text(canonical))\nis read as\n\(text(again))")
            } catch {
                fatalError("\(text(canonical))\nis refused: \(error)")
            }
        } catch {
            must(!error.errors.isEmpty, "refused without a reason")
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
