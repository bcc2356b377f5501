/// Answers as bytes (RFC 9112 §4–§6).
extension Pump {
    func write(_ response: Response, on connection: Connection) {
        var fields: [UInt8] = []
        for (name, value) in response.fields {
            fields.append(contentsOf: name.description.utf8)
            fields.append(contentsOf: ": ".utf8)
            // RFC 9110 §5.5 — a CR, LF or NUL that slipped into a value must not end the line.
            fields.append(contentsOf: value.utf8.map { $0.isFieldValue ? $0 : .space })
            fields.append(contentsOf: "\r\n".utf8)
        }
        unsafe fields.withUnsafeBytes { fields in
            unsafe response.body.withUnsafeBytes { body in
                unsafe write(response.status, fields: fields, body: body, on: connection)
            }
        }
    }

    func write(
        _ status: Status, fields: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer,
        on connection: Connection
    ) {
        let closes = connection.answering.closes || isDraining
        if closes { connection.closesAfterAnswer = true }
        // One access to the buffer for the whole answer, not one per piece.
        unsafe Self.append(
            status, fields: fields, body: body, date: date.bytes, answering: connection.answering,
            closes: closes, to: &output)
    }

    private static func append(
        _ status: Status, fields: UnsafeRawBufferPointer, body: UnsafeRawBufferPointer, date: [UInt8],
        answering: Answering, closes: Bool, to output: inout ByteBuffer
    ) {
        output.reserve(body.count + fields.count + 256)
        output.append(status.line)
        output.append(date)
        // RFC 9110 §15.3.5 and §15.4.5 — 204 has no content; a 304 with a length would have to tell that of
        // the 200.
        let hasContent = status.code != 204 && status.code != 304
        if hasContent {
            output.append("Content-Length: ")
            output.append(decimal: body.count)
            output.append("\r\n")
        }
        if closes {
            output.append("Connection: close\r\n")
        } else if answering.minorVersion == 0 {
            output.append("Connection: keep-alive\r\n")
        }
        unsafe output.append(fields)
        output.append("\r\n")
        // RFC 9110 §9.3.2 — HEAD is told the length and sent nothing of it.
        if hasContent, !answering.isHead { unsafe output.append(body) }
    }
}
