/// What answers requests: one per loop, made and used on that loop's thread only.
package protocol RequestHandler: AnyObject {
    /// Answers one request, now or (after `reply.suspend()`) later; the request is valid only until this
    /// returns.
    func respond(to request: Request, with reply: consuming Reply)

    /// Answers for a request that could not be formed; the connection closes after the answer.
    ///
    /// It may run before the peer has sent all of the request, and nothing of the request can be read.
    func refuse(_ error: RequestError, with reply: consuming Reply)

    /// Whether the bytes are, to the last one, a request that it has answered before and takes up again: then
    /// ``answerAgain(with:)`` is called at once, while the bytes stay as they are, and they are not parsed.
    ///
    /// What it takes up must be of requests whose head was repeatable: see ``Request/withRepeatableHead(_:)``. Whatever a
    /// request counts against is counted here.
    func recalls(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// Answers the request that it has just said it recalls.
    func answerAgain(with reply: consuming Reply)

    /// Called at the end of each turn of the loop in which a request was handled: the place to hand on what
    /// gathered.
    ///
    /// - Parameter count: How many requests it has handled in the turn; the more there are, the longer each has waited.
    func turnEnded(handled count: Int)
}

extension RequestHandler {
    /// Nothing is remembered.
    package func recalls(_ bytes: UnsafeRawBufferPointer) -> Bool { false }

    /// Nothing was recalled.
    package func answerAgain(with reply: consuming Reply) {
        fatalError("a handler that recalls no request was asked to answer one again")
    }

    /// Nothing gathered.
    package func turnEnded(handled count: Int) {}
}
