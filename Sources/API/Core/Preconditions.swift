import HTTPServer

/// What a client wants to be true of a resource before anything is done (RFC 9110 §13.1.1, §13.1.2): that it is still one of
/// those in `If-Match`, and none of those in `If-None-Match`.
///
/// They are looked at only where the answer would be a success without them (RFC 9110 §13.2.1). Dates are ignored, because
/// nothing here has a `Last-Modified`.
struct Preconditions: Sendable {
    private let ifMatch: String?
    private let ifNoneMatch: String?

    init(_ request: Request) {
        ifMatch = request.header(.ifMatch)
        ifNoneMatch = request.header(.ifNoneMatch)
    }

    /// Makes a read's answer what its conditions want it to be: itself, or 304.
    ///
    /// - Throws: `precondition_failed` where `If-Match` does not name what the answer shows; an answer without a validator
    ///   is named by `*` alone.
    func apply(to answer: inout Answer) throws(Problem) {
        guard answer.status == .ok else { return }
        let tag = answer.entityTag
        if let ifMatch, !EntityTag.matches(ifMatch, tag, .strong) { throw Problem(.preconditionFailed) }
        if let tag, let ifNoneMatch, EntityTag.matches(ifNoneMatch, tag, .weak) { answer.becomeNotModified() }
    }

    /// Refuses a write under `If-Match`: what is written has no validator, so that no condition on it can be known to hold,
    /// and one that is not known to hold must not be acted upon.
    func requireNoneOfWrite() throws(Problem) {
        guard ifMatch != nil else { return }
        throw Problem(
            .preconditionFailed,
            "Writes have no entity tags, so nothing was written. An Idempotency-Key is what makes a repeat safe."
        )
    }
}
