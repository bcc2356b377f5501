/// Why a request could not be formed, or a part of it not be read: a refusal that the peer caused.
package struct RequestError: Error, Sendable, Hashable {
    /// The status of the answer.
    package let status: Status
    /// A stable code for programs, such as `bad_request`.
    package let code: String
    /// A sentence for people; it repeats nothing of the request.
    package let detail: String

    /// A refusal that a handler makes itself.
    package init(status: Status, code: String, detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    /// 400 `bad_request`, with the reason.
    package static func badRequest(_ detail: String) -> RequestError {
        RequestError(status: .badRequest, code: "bad_request", detail: detail)
    }
}

/// The refusals of the server itself that have a status of their own.
extension RequestError {
    static let requestTimeout = RequestError(
        status: .requestTimeout, code: "request_timeout", detail: "The request did not arrive in time.")
    static let contentTooLarge = RequestError(
        status: .contentTooLarge, code: "content_too_large",
        detail: "The body is larger than this service reads.")
    static let uriTooLong = RequestError(
        status: .uriTooLong, code: "uri_too_long",
        detail: "The request target is longer than this service reads.")
    static let expectationFailed = RequestError(
        status: .expectationFailed, code: "expectation_failed",
        detail: "The only expectation that can be met is 100-continue.")
    static let headerFieldsTooLarge = RequestError(
        status: .headerFieldsTooLarge, code: "header_fields_too_large",
        detail: "The header or trailer section is larger, or has more fields, than this service reads.")
    static let noRoom = RequestError(
        status: .serviceUnavailable, code: "unavailable",
        detail: "More requests are on their way than the service keeps at a time.")
    static let stopping = RequestError(
        status: .serviceUnavailable, code: "unavailable",
        detail: "The service stops and could not wait for the rest of the request.")
    static let unknownMethod = RequestError(
        status: .notImplemented, code: "unknown_method", detail: "No resource here knows this method.")
    static let unsupportedVersion = RequestError(
        status: .versionNotSupported, code: "unsupported_version",
        detail: "This server speaks HTTP/1.1 and HTTP/1.0.")
}
