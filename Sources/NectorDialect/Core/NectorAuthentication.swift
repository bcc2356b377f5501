import API
import Engine
import HTTPServer
import Model

/// Who asks in the dialect, and whether they may (nector-dialect: "Headers", "Access levels").
struct NectorAuthentication {
    let credentials: Credentials
    let request: Request

    /// The sources that are known; `unix` is what Nector's own servers send.
    static let sources: Set<String> = ["mobile", "unix", "web"]
    /// Seconds around now within which a digest's time must be.
    static let digestSecondsMax: Int64 = 300
    /// Seconds for which a lead token is good at most.
    static let leadTokenSecondsMax: Int64 = 3_600

    /// Authenticates a request.
    ///
    /// - Throws: ``Problem``: 401 for no or a wrong key, 403 for a write with a read key, 422 for a wrong source.
    func caller(_ access: NectorAccess) throws(Problem) -> Exchange.Caller {
        var caller = Exchange.Caller()
        let key = try key()
        guard let book = credentials.contents.books[key.book] else { throw Problem(.keyInvalid) }
        guard let version = credentials.contents.programme(of: book) else {
            throw Problem(.programmeNotFound)
        }
        caller.key = key
        caller.book = book
        caller.version = version
        if access == .write, key.kind != .write { throw Problem(.scopeMissing) }
        try checkSource()
        try checkWorkspace(of: book)
        if access == .customer || access == .lookup || access == .person {
            caller.subject = try LeadCredential(credentials: credentials, key: key, book: book)
                .token(of: request)
            if access == .customer, caller.isApp, caller.subject == nil { throw Problem(.tokenMissing) }
        }
        return caller
    }

    /// The key is found by the digest of its SHA-256, which is what some clients send instead of it.
    private func key() throws(Problem) -> APIKey {
        guard request.headerCount(NectorHeader.apiKey) == 1, let text = request.header(NectorHeader.apiKey)
        else { throw Problem(.keyMissing) }
        let isHashed = request.header(NectorHeader.apiKeyAlgorithm)?.lowercased() == "sha256"
        let digest =
            isHashed ? KeyText.nectorDigest(ofHash: text.lowercased()) : KeyText.digest(of: text, .nector)
        guard let key = credentials.contents.keys[digest], key.dialect == .nector,
            key.isGood(at: credentials.now)
        else { throw Problem(.keyInvalid) }
        return key
    }

    /// Older versions of the paths are called without it.
    private func checkSource() throws(Problem) {
        guard request.rawTarget.hasPrefix("/api/v2/") else { return }
        guard let source = request.header(NectorHeader.source), Self.sources.contains(source.lowercased())
        else { throw Problem(.invalidInput, NectorMessage.sourceInvalid) }
    }

    /// A workspace that is named must be the key's own.
    private func checkWorkspace(of book: Book) throws(Problem) {
        guard let named = request.header(NectorHeader.workspace), !named.isEmpty else { return }
        let known = NectorNames(book, credentials.secrets, credentials.contents)
        guard named == book.brand.text || NectorID(named) == known.workspace else {
            throw Problem(.keyInvalid, "The workspace is not the key's.")
        }
    }
}
