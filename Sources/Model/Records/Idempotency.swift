/// How a repeat of a write is recognised (rule 3.6).
package struct Idempotency: Sendable, Hashable {
    /// Over brand, mode, route, customer and key.
    package var scope: Digest
    /// Over everything the client asked for; another one under the same scope is another request.
    package var fingerprint: Digest
    package init(scope: Digest, fingerprint: Digest) {
        self.scope = scope
        self.fingerprint = fingerprint
    }
}

/// An answer as it is kept beside its effect, in the same transaction.
package struct StoredAnswer: Sendable, Hashable {
    package var status: Int
    package var body: [UInt8]
    /// Whether this is the first receipt, given again.
    package var isReplay: Bool
    package init(status: Int, body: [UInt8], isReplay: Bool = false) {
        self.status = status
        self.body = body
        self.isReplay = isReplay
    }
}
