import API
import Glibc

/// The descriptors that this process may open, shared out so that connections never take the database's.
enum Descriptors {
    /// What the database, the loops, the control socket and files in use for a moment take.
    static let reserved = 48
    /// What each loop takes: its sockets and its readers of the database.
    static let reservedPerLoop = 8
    /// Connections that are let in however few descriptors there are.
    static let connectionsMin = 8

    /// How many connections may be open: as many as were asked for, or as descriptors allow.
    ///
    /// The soft limit is raised as far as that needs and the hard one lets it.
    static func connections(atMost wanted: Int, loops: Int, log: Log) -> Int {
        let own = reserved + reservedPerLoop * loops
        let allowed = raise(to: wanted + own)
        let connections = min(wanted, max(connectionsMin, allowed - own))
        if connections < wanted {
            log.write(
                .warning, "fewer connections than asked for",
                [
                    ("connections_max", String(connections)), ("wanted", String(wanted)),
                    ("descriptors", String(allowed)),
                ])
        }
        return connections
    }

    /// Raises the soft limit towards `wanted`; answers what it is then.
    private static func raise(to wanted: Int) -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return wanted }
        let target = min(rlim_t(clamping: wanted), limit.rlim_max)
        if limit.rlim_cur < target {
            var raised = rlimit(rlim_cur: target, rlim_max: limit.rlim_max)
            if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
