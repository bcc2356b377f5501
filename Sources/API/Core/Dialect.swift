package import Engine
package import HTTPServer
package import Model

/// Another wire format over the same engine: it has its own routes, reads its own credentials, and tells refusals in its
/// own form. It decides nothing about coins: its handlers run the commands and the reads that the native routes run.
package protocol Dialect: Sendable {
    /// What its paths begin with, each with a slash at both ends. No native route may begin so.
    var pathPrefixes: [String] { get }
    /// Its endpoints; their access is ``Access/dialect`` or ``Access/open``.
    var routes: [Route] { get }
    /// The request fields that its clients send from browsers, for `Access-Control-Allow-Headers`.
    var requestFieldNames: String { get }

    /// Who asks, and whether they may.
    ///
    /// - Throws: ``Problem``, which ``answer(to:requestID:)`` puts into the dialect's form.
    func caller(
        for route: Route, _ request: Request, path: [String: String], _ credentials: Credentials
    ) throws(Problem) -> Exchange.Caller

    /// A refusal in the dialect's form.
    func answer(to problem: Problem, requestID: String) -> Answer
}

/// What a dialect holds credentials against, at one moment.
package struct Credentials {
    /// Brands, keys and programmes.
    package let contents: Registry.Contents
    /// The secrets that sign.
    package let secrets: Secrets
    /// Real time.
    package let now: Instant

    /// What there is at a moment.
    package init(contents: Registry.Contents, secrets: Secrets, now: Instant) {
        self.contents = contents
        self.secrets = secrets
        self.now = now
    }
}

extension Service {
    /// The dialect that a path belongs to; nil for the native format.
    func dialect(of target: Substring) -> (any Dialect)? {
        dialects.first { $0.pathPrefixes.contains { target.hasPrefix($0) } }
    }

    /// The dialect of a request, by its path alone: what fails before a route is found is told in its form, too.
    func dialect(of request: Request) -> (any Dialect)? {
        guard !dialects.isEmpty else { return nil }
        return dialect(of: request.rawTarget.prefix { $0 != "?" })
    }

    /// A problem as the client of a path reads it.
    func answer(
        to problem: Problem, _ dialect: (any Dialect)?, instance: String, requestID: String
    ) -> Answer {
        guard let dialect else { return problem.answer(instance: instance, requestID: requestID) }
        var answer = dialect.answer(to: problem, requestID: requestID)
        answer.code = problem.code
        return answer
    }
}
