import HTTPServer

extension ServeConfiguration {
    /// Reads the limits and deadlines of connections.
    mutating func readLimits(_ invocation: Invocation) throws(UsageError) {
        if let most = try invocation.integer(.connections, in: 1...1_000_000) { limits.connectionsMax = most }
        if let most = try invocation.integer(.requestsPerConnection, in: 0...1_000_000_000) {
            limits.requestsPerConnectionMax = most
        }
        if let megabytes = try invocation.integer(.buffers, in: 1...65_536) {
            limits.keptBytesMax = megabytes << 20
        }
        try read(.headSeconds, into: &limits.headMilliseconds, invocation)
        try read(.bodySeconds, into: &limits.bodyMilliseconds, invocation)
        try read(.writeSeconds, into: &limits.writeMilliseconds, invocation)
        try read(.idleSeconds, into: &limits.idleMilliseconds, invocation)
    }

    private func read(
        _ option: Option, into milliseconds: inout Int64, _ invocation: Invocation
    ) throws(UsageError) {
        guard let seconds = try invocation.integer(option, in: 1...3_600) else { return }
        milliseconds = Int64(seconds) * 1_000
    }
}
