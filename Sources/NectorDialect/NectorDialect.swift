// NectorDialect is Nector's wire format as an adapter: existing apps and checkouts are pointed at this server by changing
// a base URL. It runs the commands and reads of the native routes and tells their results in Nector's words; it
// decides nothing about coins, and what is done through it is seen through `/v1` at once.

package import API
package import HTTPServer
import Model

/// The Nector dialect: its routes, its credentials and its envelope.
package struct NectorDialect: Dialect {
    package let pathPrefixes = ["/api/", "/v1/merchant/"]
    package let routes: [Route]
    package let requestFieldNames = NectorHeader.preflight
    private let access: [String: NectorAccess]

    /// The dialect with all its endpoints.
    package init() {
        let all = NectorRoutes.all
        routes = all.map(\.route)
        access = Dictionary(all.map { ($0.route.name, $0.access) }, uniquingKeysWith: { first, _ in first })
    }

    package func caller(
        for route: Route, _ request: Request, path: [String: String], _ credentials: Credentials
    ) throws(Problem) -> Exchange.Caller {
        try NectorAuthentication(credentials: credentials, request: request)
            .caller(access[route.name] ?? .write)
    }

    package func answer(to problem: Problem, requestID: String) -> Answer {
        Envelope.failure(problem, requestID: requestID)
    }
}
