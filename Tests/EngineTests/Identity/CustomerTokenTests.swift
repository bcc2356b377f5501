import Engine
import Model
import Testing

/// Customer tokens: strict, and nothing but what the brand signed (rules 11.1, 11.3; RFC 7519, RFC 8725).
struct CustomerTokenTests {
    static let now = Instant(seconds: 1_800_000_000)
    static let secrets = Secrets(master: Array(repeating: 3, count: 32))

    static func book(_ brand: String = "corner-shop", _ mode: Mode = .live, generation: Int64 = 1) throws
        -> Book
    {
        Book(
            number: BookNumber(1), brand: try #require(BrandID(brand)), mode: mode,
            clockOffsetMilliseconds: 0,
            secretGeneration: generation)
    }

    /// Signs any header and payload with the book's key.
    static func signed(_ header: String, _ payload: String, by book: Book) -> String {
        let text = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
        let code = CustomerToken.key(of: book, secrets: secrets).code(for: text)
        return text + "." + Base64URL.encode(code.bytes)
    }

    static func verify(_ token: String, _ book: Book) -> Result<CustomerToken.Verified, CustomerToken.Fault> {
        Result { () throws(CustomerToken.Fault) in
            try CustomerToken.verify(
                token, in: book, key: CustomerToken.key(of: book, secrets: secrets), at: now)
        }
    }

    @Test func `a minted token names its customer until its end and not a second longer`() throws {
        let book = try Self.book()
        let id = try #require(CustomerID("customer-one"))
        let (token, end) = CustomerToken.mint(
            for: id, in: book, secrets: Self.secrets, lifetimeSeconds: 60, at: Self.now)
        #expect(end == Self.now.adding(seconds: 60))
        let key = CustomerToken.key(of: book, secrets: Self.secrets)
        let last = Self.now.adding(seconds: 59)
        #expect(try CustomerToken.verify(token, in: book, key: key, at: last).customer == id)
        #expect(throws: CustomerToken.Fault.expired) {
            try CustomerToken.verify(token, in: book, key: key, at: end)
        }
    }

    @Test(
        arguments: [(0, 1), (-5, 1), (86_400, 86_400), (86_401, 86_400), (.max, 86_400)] as [(Int64, Int64)])
    func `a lifetime is held within its bounds`(wanted: Int64, given: Int64) throws {
        let made = CustomerToken.mint(
            for: try #require(CustomerID("customer-one")), in: try Self.book(), secrets: Self.secrets,
            lifetimeSeconds: wanted, at: Self.now)
        #expect(made.expiresAt == Self.now.adding(seconds: given))
    }

    @Test func `a token of another brand, mode, generation or master key is none`() throws {
        let book = try Self.book()
        let id = try #require(CustomerID("customer-one"))
        let others = [
            try Self.book("other-shop"), try Self.book("corner-shop", .test),
            try Self.book("corner-shop", .live, generation: 2),
        ]
        for other in others {
            let made = CustomerToken.mint(
                for: id, in: other, secrets: Self.secrets, lifetimeSeconds: 60, at: Self.now)
            #expect(throws: CustomerToken.Fault.wrongSignature) { try Self.verify(made.token, book).get() }
        }
        let foreign = CustomerToken.mint(
            for: id, in: book, secrets: Secrets(master: Array(repeating: 4, count: 32)), lifetimeSeconds: 60,
            at: Self.now)
        #expect(throws: CustomerToken.Fault.wrongSignature) { try Self.verify(foreign.token, book).get() }
    }

    /// A header and claims, signed with the right key, and what becomes of them.
    struct Claims: CustomTestStringConvertible, Sendable {
        let name: String
        var header = #"{"alg":"HS256","typ":"JWT"}"#
        var payload = #"{"aud":"corner-shop:live","sub":"customer-one","iat":1800000000,"exp":1800000060}"#
        let fault: CustomerToken.Fault?
        var testDescription: String { name }
    }

    private static func payload(_ rest: String) -> String {
        #"{"aud":"corner-shop:live","sub":"customer-one",\#(rest)}"#
    }

    static let claims: [Claims] = [
        Claims(name: "all as it should be", fault: nil),
        Claims(name: "no typ", header: #"{"alg":"HS256"}"#, fault: nil),
        Claims(name: "a fitting kid", header: #"{"alg":"HS256","kid":"1"}"#, fault: nil),
        Claims(
            name: "a kid of another generation", header: #"{"alg":"HS256","kid":"2"}"#, fault: .wrongSignature
        ),
        Claims(name: "a kid that is a number", header: #"{"alg":"HS256","kid":1}"#, fault: .wrongSignature),
        Claims(name: "no algorithm", header: #"{"alg":"none"}"#, fault: .wrongAlgorithm),
        Claims(name: "another algorithm", header: #"{"alg":"HS512"}"#, fault: .wrongAlgorithm),
        Claims(name: "an algorithm in small letters", header: #"{"alg":"hs256"}"#, fault: .wrongAlgorithm),
        Claims(name: "an algorithm that is missing", header: "{}", fault: .wrongAlgorithm),
        Claims(
            name: "a critical extension", header: #"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            fault: .wrongAlgorithm),
        Claims(name: "two algorithms", header: #"{"alg":"none","alg":"HS256"}"#, fault: .malformed),
        Claims(name: "a header that is a list", header: "[]", fault: .malformed),
        Claims(name: "claims that are a list", payload: "[]", fault: .malformed),
        Claims(name: "claims that are no JSON", payload: "{", fault: .malformed),
        Claims(
            name: "an audience among others",
            payload: #"{"aud":["x","corner-shop:live"],"sub":"customer-one","exp":1800000060}"#, fault: nil),
        Claims(
            name: "another audience",
            payload: #"{"aud":"corner-shop:test","sub":"customer-one","exp":1800000060}"#,
            fault: .wrongAudience),
        Claims(
            name: "no audience", payload: #"{"sub":"customer-one","exp":1800000060}"#, fault: .wrongAudience),
        Claims(name: "no end", payload: payload(#""iat":1800000000"#), fault: .malformed),
        Claims(name: "an end that is a text", payload: payload(#""exp":"1800000060""#), fault: .malformed),
        Claims(name: "an end with a fraction", payload: payload(#""exp":1800000060.5"#), fault: .malformed),
        Claims(name: "an end that is now", payload: payload(#""exp":1800000000"#), fault: .expired),
        Claims(name: "an end a day from now", payload: payload(#""exp":1800086400"#), fault: nil),
        Claims(
            name: "an end past a day from now", payload: payload(#""exp":1800086401"#),
            fault: .lifetimeTooLong),
        Claims(
            name: "a life of more than a day, nearly over",
            payload: payload(#""iat":1799900000,"exp":1800000060"#), fault: .lifetimeTooLong),
        Claims(
            name: "an end beyond all time", payload: payload(#""iat":-1,"exp":9223372036854775807"#),
            fault: .lifetimeTooLong),
        Claims(
            name: "made by a clock a little ahead", payload: payload(#""iat":1800000060,"exp":1800000090"#),
            fault: nil),
        Claims(
            name: "made by a clock far ahead", payload: payload(#""iat":1800000061,"exp":1800000090"#),
            fault: .notYetGood),
        Claims(
            name: "not before now", payload: payload(#""nbf":1800000000,"exp":1800000090"#), fault: nil),
        Claims(
            name: "not before an hour", payload: payload(#""nbf":1800003600,"exp":1800007200"#),
            fault: .notYetGood),
        Claims(
            name: "not before a text", payload: payload(#""nbf":"soon","exp":1800000090"#), fault: .malformed),
        Claims(
            name: "no subject", payload: #"{"aud":"corner-shop:live","exp":1800000060}"#, fault: .wrongSubject
        ),
        Claims(
            name: "a subject that can be nobody",
            payload: #"{"aud":"corner-shop:live","sub":"short","exp":1800000060}"#, fault: .wrongSubject),
    ]

    @Test(arguments: claims)
    func `a signed token is good only if every claim is`(row: Claims) throws {
        let book = try Self.book()
        let result = Self.verify(Self.signed(row.header, row.payload, by: book), book)
        switch (result, row.fault) {
        case (.success(let verified), nil): #expect(verified.customer.text == "customer-one")
        case (.failure(let fault), let expected): #expect(fault == expected)
        case (.success, .some): Issue.record("accepted: \(row.name)")
        }
    }

    @Test func `no byte of a token can be changed, left out or added`() throws {
        let book = try Self.book()
        let token = CustomerToken.mint(
            for: try #require(CustomerID("customer-one")), in: book, secrets: Self.secrets,
            lifetimeSeconds: 60,
            at: Self.now
        ).token
        #expect(throws: Never.self) { try Self.verify(token, book).get() }
        let bytes = Array(token.utf8)
        for place in bytes.indices {
            var changed = bytes
            changed[place] = changed[place] == 0x41 ? 0x42 : 0x41
            var shorter = bytes
            shorter.remove(at: place)
            for other in [changed, shorter] {
                #expect(throws: CustomerToken.Fault.self) {
                    try Self.verify(String(decoding: other, as: UTF8.self), book).get()
                }
            }
        }
    }

    @Test(arguments: ["", ".", "..", "...", "a.b", "a.b.c.d", "=.=.=", " . . "])
    func `what is no token is malformed`(text: String) throws {
        #expect(throws: CustomerToken.Fault.malformed) { try Self.verify(text, try Self.book()).get() }
    }

    @Test func `a token longer than is looked at is malformed, however well signed`() throws {
        let book = try Self.book()
        let long = String(repeating: "x", count: CustomerToken.bytesMax)
        let token = Self.signed(
            #"{"alg":"HS256","pad":"\#(long)"}"#, Self.claims[0].payload, by: book)
        #expect(throws: CustomerToken.Fault.malformed) { try Self.verify(token, book).get() }
    }
}
