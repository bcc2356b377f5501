/// A status code with its reason phrase (RFC 9110 §15, RFC 6585).
package struct Status: Sendable, Hashable {
    /// The three digits, 200…599.
    package let code: UInt16
    /// The phrase on the status line.
    package let reason: String
    /// The whole status line with its line end, rendered once.
    let line: [UInt8]

    /// A status; codes outside 200…599 are a programmer's error.
    package init(code: UInt16, reason: String) {
        guard 200...599 ~= code else { fatalError("a final status code is 200...599, not \(code)") }
        self.code = code
        self.reason = reason
        line = Array("HTTP/1.1 \(code) \(reason)\r\n".utf8)
    }

    /// Statuses are equal when their codes are; the phrase is for people (RFC 9112 §4).
    package static func == (left: Status, right: Status) -> Bool { left.code == right.code }
    /// Hashes the code.
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// 200 (RFC 9110 §15.3.1).
    package static let ok = Status(code: 200, reason: "OK")
    /// 201 (RFC 9110 §15.3.2).
    package static let created = Status(code: 201, reason: "Created")
    /// 202 (RFC 9110 §15.3.3).
    package static let accepted = Status(code: 202, reason: "Accepted")
    /// 204 (RFC 9110 §15.3.5).
    package static let noContent = Status(code: 204, reason: "No Content")
    /// 303 (RFC 9110 §15.4.4).
    package static let seeOther = Status(code: 303, reason: "See Other")
    /// 304 (RFC 9110 §15.4.5).
    package static let notModified = Status(code: 304, reason: "Not Modified")
    /// 308 (RFC 9110 §15.4.9).
    package static let permanentRedirect = Status(code: 308, reason: "Permanent Redirect")
    /// 400 (RFC 9110 §15.5.1).
    package static let badRequest = Status(code: 400, reason: "Bad Request")
    /// 401 (RFC 9110 §15.5.2).
    package static let unauthorized = Status(code: 401, reason: "Unauthorized")
    /// 403 (RFC 9110 §15.5.4).
    package static let forbidden = Status(code: 403, reason: "Forbidden")
    /// 404 (RFC 9110 §15.5.5).
    package static let notFound = Status(code: 404, reason: "Not Found")
    /// 405 (RFC 9110 §15.5.6).
    package static let methodNotAllowed = Status(code: 405, reason: "Method Not Allowed")
    /// 406 (RFC 9110 §15.5.7).
    package static let notAcceptable = Status(code: 406, reason: "Not Acceptable")
    /// 408 (RFC 9110 §15.5.9).
    package static let requestTimeout = Status(code: 408, reason: "Request Timeout")
    /// 409 (RFC 9110 §15.5.10).
    package static let conflict = Status(code: 409, reason: "Conflict")
    /// 410 (RFC 9110 §15.5.11).
    package static let gone = Status(code: 410, reason: "Gone")
    /// 412 (RFC 9110 §15.5.13).
    package static let preconditionFailed = Status(code: 412, reason: "Precondition Failed")
    /// 413 (RFC 9110 §15.5.14).
    package static let contentTooLarge = Status(code: 413, reason: "Content Too Large")
    /// 414 (RFC 9110 §15.5.15).
    package static let uriTooLong = Status(code: 414, reason: "URI Too Long")
    /// 415 (RFC 9110 §15.5.16).
    package static let unsupportedMediaType = Status(code: 415, reason: "Unsupported Media Type")
    /// 417 (RFC 9110 §15.5.18).
    package static let expectationFailed = Status(code: 417, reason: "Expectation Failed")
    /// 422 (RFC 9110 §15.5.21).
    package static let unprocessableContent = Status(code: 422, reason: "Unprocessable Content")
    /// 428 (RFC 6585 §3).
    package static let preconditionRequired = Status(code: 428, reason: "Precondition Required")
    /// 429 (RFC 6585 §4).
    package static let tooManyRequests = Status(code: 429, reason: "Too Many Requests")
    /// 431 (RFC 6585 §5).
    package static let headerFieldsTooLarge = Status(code: 431, reason: "Request Header Fields Too Large")
    /// 500 (RFC 9110 §15.6.1).
    package static let internalServerError = Status(code: 500, reason: "Internal Server Error")
    /// 501 (RFC 9110 §15.6.2).
    package static let notImplemented = Status(code: 501, reason: "Not Implemented")
    /// 502 (RFC 9110 §15.6.3).
    package static let badGateway = Status(code: 502, reason: "Bad Gateway")
    /// 503 (RFC 9110 §15.6.4).
    package static let serviceUnavailable = Status(code: 503, reason: "Service Unavailable")
    /// 505 (RFC 9110 §15.6.6).
    package static let versionNotSupported = Status(code: 505, reason: "HTTP Version Not Supported")
}
