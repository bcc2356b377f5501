extension JSONValue {
    /// Reads one JSON document (RFC 8259) from all of `bytes`.
    ///
    /// Stricter than the grammar where the standard leaves room: names within an object differ, escapes form
    /// whole characters, the text is valid UTF-8 without a byte order mark, and `limits` hold.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONSyntaxError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONSyntaxError(
                offset: error.byteOffsets.lowerBound, reason: "the text is not valid UTF-8")
        }
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.document()
    }
}

/// A recursive-descent reader over bytes that are known to be UTF-8.
struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0
    private var valueCount = 0
    private var depth = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw fault("something follows the end of the document") }
        return value
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        valueCount += 1
        guard valueCount <= limits.valuesMax else {
            throw fault("the document holds more than \(limits.valuesMax) values")
        }
        guard let byte = peek() else { throw fault("the document ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw fault("a value is expected")
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONObject {
        try open()
        var members: [JSONObject.Member] = []
        var names = JSONNames()
        skipSpace()
        if accept(UInt8(ascii: "}")) { return close(JSONObject(members: [])) }
        while true {
            let start = position
            guard peek() == UInt8(ascii: "\"") else { throw fault("a member's name in quotes is expected") }
            let name = try string()
            guard name.utf8.count <= limits.nameBytesMax else {
                throw fault("a member's name is longer than \(limits.nameBytesMax) bytes", at: start)
            }
            guard names.insert(name, earlier: members) else {
                throw fault("the object has two members of this name", at: start)
            }
            skipSpace()
            guard accept(UInt8(ascii: ":")) else { throw fault("a colon is expected after a member's name") }
            skipSpace()
            members.append(JSONObject.Member(name: name, value: try value()))
            skipSpace()
            if accept(UInt8(ascii: "}")) { return close(JSONObject(members: members)) }
            guard accept(UInt8(ascii: ",")) else { throw fault("a comma or } is expected after a member") }
            skipSpace()
        }
    }

    private mutating func array() throws(JSONSyntaxError) -> [JSONValue] {
        try open()
        var elements: [JSONValue] = []
        skipSpace()
        if accept(UInt8(ascii: "]")) { return close([]) }
        while true {
            elements.append(try value())
            skipSpace()
            if accept(UInt8(ascii: "]")) { return close(elements) }
            guard accept(UInt8(ascii: ",")) else { throw fault("a comma or ] is expected after an element") }
            skipSpace()
        }
    }

    private mutating func open() throws(JSONSyntaxError) {
        guard depth < limits.depthMax else {
            throw fault("arrays and objects nest deeper than \(limits.depthMax) levels")
        }
        depth += 1
        position += 1
    }

    private mutating func close<T>(_ container: T) -> T {
        depth -= 1
        return container
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue
    {
        let start = position
        for letter in "\(word)".utf8 {
            guard accept(letter) else { throw fault("a value is expected", at: start) }
        }
        return value
    }

    /// RFC 8259 §6: `-` at most once, no leading zero, digits on both sides of the point, digits in the
    /// exponent.
    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        _ = accept(UInt8(ascii: "-"))
        let leadsWithZero = peek() == UInt8(ascii: "0")
        let digitCount = try digits()
        guard !leadsWithZero || digitCount == 1 else {
            throw fault("a number may not begin with a zero", at: start)
        }
        var isWhole = true
        if accept(UInt8(ascii: ".")) {
            isWhole = false
            _ = try digits()
        }
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            isWhole = false
            _ = accept(UInt8(ascii: "+")) || accept(UInt8(ascii: "-"))
            _ = try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, text != "-0", let integer = Int64(text) { return .integer(integer) }
        return .number(JSONNumber(text: text))
    }

    private mutating func digits() throws(JSONSyntaxError) -> Int {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw fault("a digit is expected in a number") }
        return position - start
    }

    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func accept(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    func fault(_ reason: String, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(offset: offset ?? position, reason: reason)
    }
}

/// Finds a repeated member name: by looking for few names, with a set for many.
private struct JSONNames {
    private static let searchedMax = 16
    private var set: Set<String> = []

    /// Whether `name` is new among the earlier members.
    mutating func insert(_ name: String, earlier: [JSONObject.Member]) -> Bool {
        if earlier.count < JSONNames.searchedMax {
            return !earlier.contains { $0.name == name }
        }
        if set.isEmpty { set = Set(earlier.map(\.name)) }
        return set.insert(name).inserted
    }
}
