import HTTPServer

/// The request fields of the dialect.
enum NectorHeader {
    static let apiKey = HeaderName(known: "x-apikey")
    /// `sha256`: the key field holds the key's SHA-256 instead of the key.
    static let apiKeyAlgorithm = HeaderName(known: "x-apikey-algo")
    static let source = HeaderName(known: "x-source")
    static let workspace = HeaderName(known: "x-workspaceid")
    static let leadDigest = HeaderName(known: "x-leaddigest")
    static let leadToken = HeaderName(known: "x-leadtoken")
    static let timestamp = HeaderName(known: "x-timestamp")

    /// What browsers may send.
    static let preflight = """
        x-apikey, x-apikey-algo, x-source, x-workspaceid, x-leaddigest, x-leadtoken, x-timestamp, \
        Authorization, Content-Type, Accept, Idempotency-Key, X-Request-Id
        """
}
