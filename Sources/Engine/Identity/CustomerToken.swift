package import Model

/// A customer token: a JWT (RFC 7519) signed with HS256 (RFC 7515, RFC 7518 §3.2) that names one customer.
///
/// `sub` is the customer id, `aud` is brand and mode (`cdnow:live`), `exp` at most 24 hours after `iat` or, without it,
/// after now; `kid` is the generation of the brand's token secret. Times are in seconds since 1970 UTC, real time.
package enum CustomerToken {
    /// Why a token is not good. The caller is told no more than that.
    package enum Fault: Error, Sendable, Hashable {
        case malformed, wrongAlgorithm, wrongSignature, wrongAudience, expired, notYetGood, lifetimeTooLong
        case wrongSubject
    }

    /// A token that was checked.
    package struct Verified: Sendable, Hashable {
        package let customer: CustomerID
        /// When it was made; of one that does not say, the earliest moment at which it can have been.
        package let issuedAt: Instant
        /// The first instant, in real time, at which it is no longer good.
        package let expiresAt: Instant
    }

    /// The longest life of a token, in seconds.
    package static let lifetimeSecondsMax: Int64 = 86_400
    /// The longest token that is looked at, in bytes.
    package static let bytesMax = 2_048
    /// How far the signer's clock may run ahead of ours, in seconds.
    package static let clockSkewSeconds: Int64 = 60

    /// The audience of a book's tokens.
    package static func audience(of book: Book) -> String { "\(book.brand.text):\(book.mode.rawValue)" }

    /// Makes a token.
    package static func mint(
        for customer: CustomerID, in book: Book, secrets: Secrets, lifetimeSeconds: Int64, at now: Instant
    ) -> (token: String, expiresAt: Instant) {
        let lifetime = min(max(1, lifetimeSeconds), lifetimeSecondsMax)
        let expires = now.seconds + lifetime
        let key = key(of: book, secrets: secrets)
        var payload = JSONWriter(capacity: 256)
        payload.beginObject()
        payload.member("aud", audience(of: book))
        payload.member("exp", expires)
        payload.member("iat", now.seconds)
        payload.member("sub", customer.text)
        payload.endObject()
        let signed = String(decoding: key.header, as: UTF8.self) + "." + Base64URL.encode(payload.bytes)
        let code = key.code(for: signed)
        return (signed + "." + Base64URL.encode(code.bytes), Instant(seconds: expires))
    }

    /// Checks a token against a book: form, algorithm, signature, audience, times, in this order.
    package static func verify(
        _ token: String, in book: Book, secrets: Secrets, at now: Instant
    ) throws(Fault) -> Verified {
        try verify(token, in: book, key: key(of: book, secrets: secrets), at: now)
    }

    /// The same with the book's prepared key, for whoever checks many.
    package static func verify(
        _ token: String, in book: Book, key: Key, at now: Instant
    ) throws(Fault) -> Verified {
        guard token.utf8.count <= bytesMax else { throw .malformed }
        // Bytes, not characters: everything in a token is ASCII, or it is none.
        let bytes = Array(token.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64URL.decode(parts[2]),
            let code = Digest(bytes: signature)
        else { throw .malformed }
        // The header that tokens of ours have needs no reading.
        if !parts[0].elementsEqual(key.header) { try check(header: try object(parts[0]), of: book) }
        guard key.hmac.verifies(code, for: bytes[..<parts[1].endIndex]) else { throw .wrongSignature }
        return try check(try object(parts[1]), in: book, at: now)
    }

    /// Exactly one algorithm: a token that asks for another, or for none, is not ours (RFC 8725 §3.1).
    private static func check(header: JSONObject, of book: Book) throws(Fault) {
        guard header["alg"] == .string("HS256"), header["crit"] == nil else { throw .wrongAlgorithm }
        if let generation = header["kid"], generation != .string(String(book.secretGeneration)) {
            throw .wrongSignature
        }
    }

    private static func check(
        _ claims: JSONObject, in book: Book, at now: Instant
    ) throws(Fault) -> Verified {
        guard isAudience(claims["aud"], of: book) else { throw .wrongAudience }
        guard case .integer(let expires)? = claims["exp"] else { throw .malformed }
        guard now.seconds < expires else { throw .expired }
        var start = now.seconds
        var issuedAt = Instant(seconds: expires - min(expires, lifetimeSecondsMax))
        if let issued = claims["iat"] {
            guard case .integer(let seconds) = issued else { throw .malformed }
            guard seconds <= now.seconds + clockSkewSeconds else { throw .notYetGood }
            start = seconds
            issuedAt = Instant(seconds: seconds)
        }
        if let notBefore = claims["nbf"] {
            guard case .integer(let seconds) = notBefore else { throw .malformed }
            guard seconds <= now.seconds + clockSkewSeconds else { throw .notYetGood }
        }
        let (lifetime, overflow) = expires.subtractingReportingOverflow(start)
        guard !overflow, lifetime <= lifetimeSecondsMax else { throw .lifetimeTooLong }
        guard case .string(let subject)? = claims["sub"], let customer = CustomerID(subject) else {
            throw .wrongSubject
        }
        return Verified(customer: customer, issuedAt: issuedAt, expiresAt: Instant(seconds: expires))
    }

    /// `aud` is a string or an array of them (RFC 7519 §4.1.3).
    private static func isAudience(_ claim: JSONValue?, of book: Book) -> Bool {
        let wanted = JSONValue.string(audience(of: book))
        if case .array(let values)? = claim { return values.contains(wanted) }
        return claim == wanted
    }

    private static func object(_ part: ArraySlice<UInt8>) throws(Fault) -> JSONObject {
        guard let bytes = Base64URL.decode(part), let value = try? JSONValue(parsing: bytes),
            case .object(let object) = value
        else { throw .malformed }
        return object
    }

    /// What signs and checks a book's tokens, prepared once for many.
    package struct Key: Sendable {
        fileprivate let hmac: HMACSHA256.Key
        /// The encoded header of the tokens that are signed with it.
        fileprivate let header: [UInt8]

        /// The signature of what stands before a token's second dot.
        package func code(for signed: String) -> Digest { hmac.code(for: signed) }
    }

    /// The key that signs a book's tokens.
    package static func key(of book: Book, secrets: Secrets) -> Key {
        var header = JSONWriter(capacity: 128)
        header.beginObject()
        header.member("alg", literal: "HS256")
        header.member("kid", String(book.secretGeneration))
        header.member("typ", literal: "JWT")
        header.endObject()
        let secret = secrets.key(
            .customerToken, brand: book.brand, mode: book.mode, generation: book.secretGeneration)
        return Key(hmac: HMACSHA256.Key(secret), header: Array(Base64URL.encode(header.bytes).utf8))
    }
}
