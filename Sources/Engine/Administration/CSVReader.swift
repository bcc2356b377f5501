/// One record of a CSV file, with where it stands.
package struct CSVRecord: Sendable, Hashable {
    /// The line on which it begins, from 1.
    package var line: Int
    /// Its bytes in the file, its line end included: read alone, they are the same record.
    package var bytes: Range<Int64>
    package var fields: [String]
    /// What is wrong with its form; then the fields are not to be trusted.
    package var fault: CSVFault?
}

/// What breaks the form of a record.
package struct CSVFault: Sendable, Hashable {
    /// The field, counted from 1, in which it was noticed.
    package var column: Int
    package var reason: String
}

/// Reads CSV as RFC 4180 defines it, from bytes that arrive in pieces.
///
/// Lines end with CRLF or LF. A field in double quotes may hold commas, line ends and doubled quotes (§2.6,
/// §2.7). A byte order mark is skipped, and so are empty lines. After a fault it picks up again on the next
/// line.
package struct CSVReader {
    /// The limits of a record, each with a test.
    package enum Limits {
        package static let fieldBytesMax = 4_096
        package static let fieldsMax = 64
    }

    private enum State { case start, plain, quoted, quoteInQuoted, lost }

    private var state = State.start
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var fault: CSVFault?
    private var line: Int
    private var recordLine: Int
    /// Bytes of the file taken in earlier pieces, and those before the present record.
    private var taken: Int64 = 0
    private var recordStart: Int64 = 0
    private var sawReturn = false
    private var marksLeft: ArraySlice<UInt8> = [0xEF, 0xBB, 0xBF]
    private var isAtFileStart = true

    /// Reads a file from its beginning.
    package init() {
        line = 1
        recordLine = 1
    }

    /// Reads the bytes of one record alone.
    package init(recordOnLine line: Int) {
        self.line = line
        recordLine = line
        isAtFileStart = false
    }

    /// Takes the next bytes and hands on each record that they complete.
    package mutating func read<Failure: Error>(
        _ bytes: [UInt8], _ body: (CSVRecord) throws(Failure) -> Void
    ) throws(Failure) {
        var next = 0
        while next < bytes.count {
            // Most bytes are plain ones in the middle of a field; those are taken together.
            let run = isAtFileStart || sawReturn ? 0 : plainBytes(in: bytes, from: next)
            if run > 0 {
                append(bytes[next..<(next + run)])
                next += run
                continue
            }
            let byte = bytes[next]
            next += 1
            if isAtFileStart, skipsMark(byte) { continue }
            if sawReturn {
                sawReturn = false
                if byte != 0x0A {
                    fail("a carriage return must be followed by a line feed, or stand in quotes")
                }
            }
            if byte == 0x0A { line += 1 }
            if take(byte), let record = finishRecord(before: taken + Int64(next)) { try body(record) }
        }
        taken += Int64(bytes.count)
    }

    /// Hands on the last record, when the file does not end with a line end.
    package mutating func finish<Failure: Error>(
        _ body: (CSVRecord) throws(Failure) -> Void
    ) throws(Failure) {
        if state == .quoted { fail("the quotes are never closed") }
        let isEmpty = state == .start && fields.isEmpty
        if !isEmpty, let record = finishRecord(before: taken) { try body(record) }
    }

    private mutating func skipsMark(_ byte: UInt8) -> Bool {
        guard marksLeft.first == byte else {
            isAtFileStart = false
            return false
        }
        marksLeft.removeFirst()
        isAtFileStart = !marksLeft.isEmpty
        return true
    }

    /// Takes one byte; answers whether it ended a record.
    private mutating func take(_ byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.quoted, 0x22): state = .quoteInQuoted
        case (.quoted, _): append(byte)
        case (.quoteInQuoted, 0x22):
            append(byte)
            state = .quoted
        case (_, 0x0A): return true
        case (.lost, _): break
        case (_, 0x0D): sawReturn = true
        case (_, 0x2C): endField()
        case (.quoteInQuoted, _): fail("text follows the closing quote")
        case (.start, 0x22): state = .quoted
        case (.plain, 0x22): fail("a quote stands inside a field that does not begin with one")
        default:
            append(byte)
            state = .plain
        }
        return false
    }

    /// How many bytes from a place on are nothing but text of a field that is not in quotes.
    private func plainBytes(in bytes: [UInt8], from start: Int) -> Int {
        guard state == .start || state == .plain else { return 0 }
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte == 0x2C || byte == 0x0A || byte == 0x0D || byte == 0x22 { break }
            end += 1
        }
        return end - start
    }

    private mutating func append(_ run: ArraySlice<UInt8>) {
        state = .plain
        guard field.count + run.count <= Limits.fieldBytesMax else {
            return fail("the field is longer than \(Limits.fieldBytesMax) bytes")
        }
        field.append(contentsOf: run)
    }

    private mutating func append(_ byte: UInt8) {
        guard field.count < Limits.fieldBytesMax else {
            return fail("the field is longer than \(Limits.fieldBytesMax) bytes")
        }
        field.append(byte)
    }

    private mutating func endField() {
        if let text = String(validating: field, as: UTF8.self) {
            fields.append(text)
        } else {
            fields.append("")
            fault = fault ?? CSVFault(column: fields.count, reason: "the text is not UTF-8")
        }
        field.removeAll(keepingCapacity: true)
        state = .start
        if fields.count > Limits.fieldsMax { fail("the record has more than \(Limits.fieldsMax) fields") }
    }

    private mutating func fail(_ reason: String) {
        fault = fault ?? CSVFault(column: fields.count + 1, reason: reason)
        state = .lost
    }

    private mutating func finishRecord(before end: Int64) -> CSVRecord? {
        defer {
            fields.removeAll(keepingCapacity: true)
            field.removeAll(keepingCapacity: true)
            fault = nil
            state = .start
            recordLine = line
            recordStart = end
        }
        if state == .start, fields.isEmpty, field.isEmpty { return nil }
        if fault == nil { endField() }
        return CSVRecord(line: recordLine, bytes: recordStart..<end, fields: fields, fault: fault)
    }
}
