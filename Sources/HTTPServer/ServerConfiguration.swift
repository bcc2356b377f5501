import CLinux

import Glibc

/// Where the server listens, with how many loops, and under which limits.
package struct ServerConfiguration: Sendable {
    /// The address to bind: an IPv4 or IPv6 address in text form, such as `127.0.0.1` or `::`.
    package var host: String
    /// The TCP port to bind; 0 takes any free one, which `HTTPServer.start` returns.
    package var port: Int
    /// How many loops, each a thread with a listening socket of its own; at least 1.
    package var loops: Int
    /// Every limit and deadline.
    package var limits: Limits
    /// The time that deadlines and the `Date` field are read from.
    package var clock: ServerClock

    /// How many processors this process may run on: as many loops keep them all busy.
    package static var processors: Int { max(1, Int(loyalty_processors())) }

    /// A configuration; every argument has a default that serves one loop on a free port of 127.0.0.1.
    package init(
        host: String = "127.0.0.1", port: Int = 0, loops: Int = 1, limits: Limits = Limits(),
        clock: ServerClock = .system
    ) {
        self.host = host
        self.port = port
        self.loops = loops
        self.limits = limits
        self.clock = clock
    }
}

/// Why the server could not start.
package struct ServerError: Error, CustomStringConvertible {
    /// The step that failed, such as `bind`.
    package let step: String
    /// The system's error number; 0 where the system was not asked.
    package let errorNumber: Int32
    /// A sentence for the operator.
    package let description: String

    /// A failed call of the system.
    init(step: String, errorNumber: Int32) {
        self.step = step
        self.errorNumber = errorNumber
        description = "\(step): \(unsafe String(cString: strerror(errorNumber)))"
    }

    /// A configuration that cannot be met.
    init(step: String, reason: String) {
        self.step = step
        errorNumber = 0
        description = "\(step): \(reason)"
    }
}
