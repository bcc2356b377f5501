extension JSONParser {
    /// Reads a string from its opening quote to its closing quote.
    mutating func string() throws(JSONSyntaxError) -> String {
        let opening = position
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                return try escapedString(from: start, opening: opening)
            }
            guard byte >= 0x20 else { throw fault("a control character in a string must be escaped") }
            position += 1
        }
        throw fault("the string is not closed", at: opening)
    }

    /// Reads the rest of a string that has an escape at the present position.
    private mutating func escapedString(from start: Int, opening: Int) throws(JSONSyntaxError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw fault("a control character in a string must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw fault("the string is not closed", at: opening)
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        let start = position
        position += 1
        guard let letter = peek() else { throw fault("the string is not closed") }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: try unicodeEscape(from: start).utf8)
        default: throw fault("the escape is not one of JSON's", at: start)
        }
    }

    /// RFC 8259 §7: `\uXXXX`, or two of them that form a surrogate pair.
    ///
    /// Half a pair names no character.
    private mutating func unicodeEscape(from start: Int) throws(JSONSyntaxError) -> Character {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard first < 0xDC00, accept(UInt8(ascii: "\\")), accept(UInt8(ascii: "u")) else {
            throw fault("the escape is half of a surrogate pair", at: start)
        }
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("the escape is half of a surrogate pair", at: start) }
        return Character(scalar)
    }

    private mutating func fourHexDigits() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Hex.value(byte) else {
                throw fault("\\u must be followed by four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
