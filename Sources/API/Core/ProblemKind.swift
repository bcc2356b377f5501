import HTTPServer
import Model

/// One kind of problem: what `/problems/{code}` explains, and what every occurrence shares.
package struct ProblemKind: Sendable, Hashable {
    let code: String
    let status: Status
    let title: String
    /// What it means and what to do about it, for the page.
    let meaning: String
    /// When it is worth trying again, in seconds; nil where waiting changes nothing or the occurrence knows better.
    let retryAfterSeconds: Int?

    private init(
        _ code: String, _ status: Status, _ title: String, _ meaning: String, retryAfterSeconds: Int? = nil
    ) {
        self.code = code
        self.status = status
        self.title = title
        self.meaning = meaning
        self.retryAfterSeconds = retryAfterSeconds
    }

    // The request itself.
    static let malformedJSON = ProblemKind(
        "malformed_json", .badRequest, "Malformed JSON", "The body is not JSON as RFC 8259 defines it.")
    static let badRequest = ProblemKind(
        "bad_request", .badRequest, "Bad request", "The request breaks the rules of HTTP.")
    static let idempotencyKeyMissing = ProblemKind(
        "idempotency_key_missing", .badRequest, "Idempotency-Key missing",
        "This write needs an Idempotency-Key field, so that a retry is not a second write.")
    static let idempotencyKeyInFlight = ProblemKind(
        "idempotency_key_in_flight", .conflict, "Idempotency-Key in flight",
        "Another request with this Idempotency-Key is not answered yet. Repeat yours once it is: it gets the same answer."
    )
    /// A part of the request is not as it should be.
    package static let invalidInput = ProblemKind(
        "invalid_input", .unprocessableContent, "Invalid input",
        "A part of the request is not as the contract says; `errors` names each with a pointer and a reason.")
    static let notAcceptable = ProblemKind(
        "not_acceptable", .notAcceptable, "Not acceptable", "The resource exists in another media type only.")
    static let preconditionFailed = ProblemKind(
        "precondition_failed", .preconditionFailed, "Precondition failed",
        "`If-Match` does not name what is there now; nothing was done. Read it again, or send the request without the field."
    )
    static let unsupportedMediaType = ProblemKind(
        "unsupported_media_type", .unsupportedMediaType, "Unsupported media type",
        "Bodies are JSON: send Content-Type: application/json.")
    static let methodNotAllowed = ProblemKind(
        "method_not_allowed", .methodNotAllowed, "Method not allowed",
        "The resource exists and does not know this method; Allow lists those that it does.")
    /// There is nothing there.
    package static let notFound = ProblemKind(
        "not_found", .notFound, "Not found", "There is nothing at this address.")

    // Who asks.
    /// No key came.
    package static let keyMissing = ProblemKind(
        "key_missing", .unauthorized, "API key missing", "Send an API key in the X-API-Key field.")
    /// The key is unknown, or has ended.
    package static let keyInvalid = ProblemKind(
        "key_invalid", .unauthorized, "API key invalid", "The API key is unknown, revoked or expired.")
    /// No customer credential came where one is needed.
    package static let tokenMissing = ProblemKind(
        "token_missing", .unauthorized, "Customer token missing",
        "A read key alone reads no customer: send a customer token as Authorization: Bearer.")
    /// The customer's credential is wrong.
    package static let tokenInvalid = ProblemKind(
        "token_invalid", .unauthorized, "Customer token invalid",
        "The customer token is malformed, expired, wrongly signed or made for another brand.")
    /// The customer's credential has ended.
    package static let tokenExpired = ProblemKind(
        "token_expired", .unauthorized, "Customer token expired",
        "The customer token has passed its end: mint a new one.")
    /// The key may not do this.
    package static let scopeMissing = ProblemKind(
        "scope_missing", .forbidden, "Scope missing",
        "The key may not do this; `scope` names what is missing.")
    static let rateLimited = ProblemKind(
        "rate_limited", .tooManyRequests, "Too many requests", "Wait for as long as Retry-After says.")

    static let brandTestRunning = ProblemKind(
        "brand_test_running", .conflict, "Brand test running",
        "One brand test runs at a time, because two would measure each other; ask again when it is done.",
        retryAfterSeconds: 5)

    // Checkouts.
    /// The connector lists whose calls are answered, and this address is none of them.
    package static let addressNotAllowed = ProblemKind(
        "address_not_allowed", .forbidden, "Address not allowed",
        "The connector answers calls from the addresses that the brand has listed for it; this one is not among them."
    )
    /// The brand has switched the connector off.
    package static let connectorDisabled = ProblemKind(
        "connector_disabled", .conflict, "Connector disabled",
        "The brand has switched this connector off; a revert is taken all the same.")
    /// The connector is not switched on where the customer shops.
    package static let platformClosed = ProblemKind(
        "platform_closed", .conflict, "Platform closed",
        "The brand does not offer coins at this checkout on the customer's platform; a revert is taken all the same."
    )

    // The service.
    static let internalError = ProblemKind(
        "internal_error", .internalServerError, "Internal error",
        "The service made a mistake; the request id finds it in the log.")
    static let unavailable = ProblemKind(
        "unavailable", .serviceUnavailable, "Unavailable",
        "The service cannot do this now; nothing was kept. Retry after the time given.",
        retryAfterSeconds: 1)
    static let customerQuarantined = ProblemKind(
        "customer_quarantined", .serviceUnavailable, "Customer quarantined",
        "This customer's books do not agree with themselves and are served to nobody until an operator looks.",
        retryAfterSeconds: 60)
    /// The brand has published nothing yet.
    package static let programmeNotFound = ProblemKind(
        "programme_not_found", .notFound, "Programme not found", "The brand has not published a programme.")

    /// A refusal of the rules: not there is 404, a reused key 422, everything else 409.
    static func of(_ refusal: Refusal) -> ProblemKind {
        ProblemKind(refusal.code, refusal.status, refusal.title, refusal.meaning)
    }

    /// The problems of the HTTP server, whose sentences are its own.
    private static let server: [ProblemKind] = [
        ProblemKind(
            "uri_too_long", .uriTooLong, "URI too long", "The request target is longer than is read."),
        ProblemKind(
            "header_fields_too_large", .headerFieldsTooLarge, "Header fields too large",
            "The header section is larger, or has more fields, than is read."),
        ProblemKind(
            "content_too_large", .contentTooLarge, "Content too large", "The body is larger than is read."),
        ProblemKind(
            "request_timeout", .requestTimeout, "Request timeout", "The request did not arrive in time."),
        ProblemKind(
            "expectation_failed", .expectationFailed, "Expectation failed",
            "The only expectation that can be met is 100-continue."),
        ProblemKind(
            "unknown_method", .notImplemented, "Unknown method", "No resource here knows this method."),
        ProblemKind(
            "unsupported_version", .versionNotSupported, "Unsupported version",
            "The server speaks HTTP/1.1 and HTTP/1.0."),
    ]

    /// Every kind there is, each once: the pages, the contract and the tests are made from this.
    static let all: [ProblemKind] =
        [
            malformedJSON, badRequest, idempotencyKeyMissing, idempotencyKeyInFlight, invalidInput,
            notAcceptable,
            preconditionFailed,
            unsupportedMediaType, methodNotAllowed, notFound, keyMissing, keyInvalid, tokenMissing,
            tokenInvalid,
            tokenExpired, scopeMissing, rateLimited, internalError, unavailable, customerQuarantined,
            programmeNotFound, brandTestRunning, addressNotAllowed, connectorDisabled, platformClosed,
        ] + server + Refusal.samples.map(of)

    static func named(_ code: String) -> ProblemKind? { all.first { $0.code == code } }
}
