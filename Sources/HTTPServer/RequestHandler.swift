/// What answers requests: one per loop, made and used on that loop's thread only.
package protocol RequestHandler: AnyObject {
    /// Answers one request, now or (after `reply.suspend()`) later; the request is valid only until this
    /// returns.
    func respond(to request: Request, with reply: consuming Reply)

    /// Answers for a request that could not be formed; the connection closes after the answer.
    ///
    /// It may run before the peer has sent all of the request, and nothing of the request can be read.
    func refuse(_ error: RequestError, with reply: consuming Reply)

    /// Called at the end of each turn of the loop in which a request was handled: the place to hand on what
    /// gathered.
    func turnEnded()
}

extension RequestHandler {
    /// Nothing gathered.
    package func turnEnded() {}
}
