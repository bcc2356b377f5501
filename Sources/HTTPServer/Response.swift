/// An answer as values, for the cold paths.
package struct Response: Sendable {
    /// The status.
    package var status: Status
    /// Fields in the order of writing; `Date`, `Content-Length`, `Connection` and `Transfer-Encoding` are the
    /// server's.
    package var fields: [(HeaderName, String)]
    /// The body; left out for 204 and 304, and where the request was HEAD.
    package var body: [UInt8]

    /// An answer.
    package init(status: Status, fields: [(HeaderName, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
