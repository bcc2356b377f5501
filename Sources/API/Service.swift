// API is every native route: it turns requests into commands and reads of the engine, and their results, refusals and
// faults into answers. It authenticates, limits, replays and caches; it decides nothing about coins, and knows no
// socket: the HTTP server below hands it requests, one handler a loop.

package import Engine
package import HTTPServer
package import Model
internal import Store
internal import Synchronization

/// How the service behaves, apart from its programme.
package struct ServiceConfiguration: Sendable {
    /// Requests per second that are let through; nil switches limiting off, which only configuration can.
    package var rateLimits: RateLimits? = RateLimits()
    /// Bytes of rendered screens that each loop keeps; 0 keeps none.
    package var keptScreenBytesMax = 64 << 20
    /// The proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: [AddressRange] = []
    /// The address under which clients reach the service, for the links that it gives out; no slash at the end.
    package var publicURL = ""
    /// The program's version, for the metrics.
    package var version = ""
    package init() {}
}

/// The service of every brand on this server: makes the handlers of the loops, and holds what they share.
package final class Service: Sendable {
    package let engine: Engine
    package let configuration: ServiceConfiguration
    package let log: Log
    let limiter: RateLimiter?
    let dialects: [any Dialect]
    let routes: RouteTable
    /// What is counted of the requests.
    let metrics: ServiceMetrics
    private let around = Mutex(Surroundings())
    /// What paths that hold a secret begin with, and what stands for them in problems.
    private let secretPaths: [(prefix: String, reference: String)]
    let brandTests = BrandTestJobs()
    let keysInFlight = KeysInFlight()
    /// What housekeeping writes of the answered requests.
    package let apiLog = APILog()

    /// - Parameter dialects: The other wire formats that it speaks.
    package init(
        engine: Engine, configuration: ServiceConfiguration, log: Log, dialects: [any Dialect] = []
    ) {
        self.engine = engine
        self.configuration = configuration
        self.log = log
        limiter = configuration.rateLimits.map(RateLimiter.init)
        self.dialects = dialects
        routes = RouteTable(Routes.all + dialects.flatMap(\.routes))
        metrics = ServiceMetrics(routes: routes.all)
        secretPaths = Routes.all.filter(\.access.isSecretPath).map { route in
            (String(route.path.prefix { $0 != "{" }), route.pathReference)
        }
    }

    /// The program around it.
    package var surroundings: Surroundings {
        get { around.withLock { $0 } }
        set { around.withLock { $0 = newValue } }
    }

    /// `instance` of a problem: the path of the request. Of a path that holds a secret it is the route's template, also
    /// where there is no such method or path: clients log what they are refused (rule 11.3).
    func instance(of request: Request) -> String {
        let path = String(request.rawTarget.prefix { $0 != "?" })
        let decoded = (try? request.pathSegments()).map { "/" + $0.joined(separator: "/") } ?? path
        let secret = secretPaths.first { path.hasPrefix($0.prefix) || decoded.hasPrefix($0.prefix) }
        return secret?.reference ?? path
    }

    /// The handler of one loop, used on that loop's thread only.
    package func makeHandler(loop: Int) -> any RequestHandler {
        do {
            return try LoopHandler(service: self, loop: loop)
        } catch {
            // A loop without its reader could answer nothing; this happens at start, with the database just opened.
            fatalError("cannot read the database on loop \(loop): \(error)")
        }
    }
}
