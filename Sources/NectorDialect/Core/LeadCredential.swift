import API
import Engine
import HTTPServer
import Model

/// What proves a customer to a storefront key: `x-leadtoken`, or `x-leaddigest` for the look-up alone.
struct LeadCredential {
    let credentials: Credentials
    let key: APIKey
    let book: Book

    private var signingKey: HMACSHA256.Key? {
        NectorSigning.secret(of: key, in: book, secrets: credentials.secrets).map {
            HMACSHA256.Key(Array($0.utf8))
        }
    }

    /// The customer of the request's `x-leadtoken`; nil when none was sent.
    ///
    /// - Throws: ``Problem`` 401 for a token that is not good.
    func token(of request: Request) throws(Problem) -> NamedSubject? {
        guard let text = request.header(NectorHeader.leadToken), !text.isEmpty else { return nil }
        guard let signingKey, let claims = LeadToken.claims(of: text, signedWith: signingKey) else {
            throw Self.tokenInvalid
        }
        let now = credentials.now.seconds
        guard claims.expiresAt > now else {
            throw Problem(.tokenExpired, "The x-leadtoken has passed its end: mint a new one.")
        }
        // Whoever mints for an hour by a clock that is ahead of ours has done nothing wrong.
        let ahead = now + CustomerToken.clockSkewSeconds
        guard claims.expiresAt <= ahead + NectorAuthentication.leadTokenSecondsMax,
            claims.notBefore.map({ $0 <= ahead }) ?? true, let lead = NectorID(claims.lead)
        else { throw Self.tokenInvalid }
        let ours = NectorIDCipher(book, credentials.secrets).payload(.lead, lead)
        return ours.map { .number(CustomerNumber($0.owner)) } ?? .nectorUUID(lead.bytes)
    }

    /// Whether the request's digest proves that the caller may see the customer of that id.
    ///
    /// - Throws: ``Problem`` 401 for a digest that is not good.
    func provesLookup(of customer: String, _ request: Request) throws(Problem) -> Bool {
        guard let digest = request.header(NectorHeader.leadDigest), !digest.isEmpty else { return false }
        guard let time = request.header(NectorHeader.timestamp), let seconds = Int64(time), let signingKey,
            let code = Digest(hex: digest)
        else { throw Self.digestInvalid }
        let (age, isPast) = credentials.now.seconds.subtractingReportingOverflow(seconds)
        guard !isPast, age.magnitude <= NectorAuthentication.digestSecondsMax.magnitude else {
            throw Problem(.tokenExpired, "x-timestamp is too far from now for x-leaddigest: make a new one.")
        }
        guard signingKey.verifies(code, for: Array("\(customer):\(time)".utf8)) else {
            throw Self.digestInvalid
        }
        return true
    }

    private static var tokenInvalid: Problem {
        Problem(
            .tokenInvalid,
            "The x-leadtoken is malformed, wrongly signed, not good yet, good for too long, or another brand's."
        )
    }

    private static var digestInvalid: Problem {
        Problem(
            .tokenInvalid,
            "x-leaddigest is malformed, without its x-timestamp, or not over this customer_id with this key's secret."
        )
    }
}

/// `x-leadtoken`: a JWT (RFC 7519) signed with HS256 whose claims name a lead and an end.
enum LeadToken {
    struct Claims: Hashable {
        var lead: String
        /// Seconds since 1970 UTC.
        var expiresAt: Int64
        /// The same; nil where the token is good from the start.
        var notBefore: Int64?
    }

    /// The longest token that is looked at, in bytes.
    static let bytesMax = 2_048

    /// The claims of a token with a good signature; nil for any other.
    static func claims(of token: String, signedWith key: HMACSHA256.Key) -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= bytesMax, parts.count == 3,
            let header = object(parts[0]), header["alg"] == .string("HS256"), header["crit"] == nil,
            let signature = Base64URL.decode(Array(parts[2].utf8)), let code = Digest(bytes: signature),
            key.verifies(code, for: Array("\(parts[0]).\(parts[1])".utf8)),
            let payload = object(parts[1]), case .string(let lead)? = payload["lead_id"],
            case .integer(let end)? = payload["exp"]
        else { return nil }
        guard let start = payload["nbf"] else { return Claims(lead: lead, expiresAt: end) }
        guard case .integer(let seconds) = start else { return nil }
        return Claims(lead: lead, expiresAt: end, notBefore: seconds)
    }

    /// Makes a token.
    static func mint(lead: NectorID, expiresAt: Instant, at now: Instant, key: HMACSHA256.Key) -> String {
        var payload = JSONWriter(capacity: 128)
        payload.beginObject()
        payload.member("lead_id", lead.text)
        payload.member("iat", now.seconds)
        payload.member("exp", expiresAt.seconds)
        payload.endObject()
        let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
        let signed = header + "." + Base64URL.encode(payload.bytes)
        return signed + "." + Base64URL.encode(key.code(for: signed).bytes)
    }

    private static func object(_ part: Substring) -> JSONValue? {
        guard let bytes = Base64URL.decode(Array(part.utf8)) else { return nil }
        return try? JSONValue(parsing: bytes)
    }
}
