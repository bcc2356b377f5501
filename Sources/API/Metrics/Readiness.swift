import Engine
import Model
import Store

/// Whether requests may be sent here, and what an operator should look at: each check with what it found.
struct Readiness {
    /// What a check comes to.
    enum Verdict: String, Sendable {
        case ok
        /// The service serves, and somebody should look.
        case warning
        /// The service cannot serve.
        case failed
    }

    /// One thing that was looked at.
    struct Check {
        let name: String
        let verdict: Verdict
        let detail: String
    }

    enum Limits {
        /// Room on the database's disk below which an operator is told, in bytes.
        static let diskRoomBytesMin: Int64 = 256 << 20
        /// How long housekeeping may not have come round before an operator is told, in seconds. A sweep that has much
        /// to do comes round between its writes.
        static let housekeepingSecondsMax: Int64 = 60
    }

    let checks: [Check]

    /// Looks at everything now.
    init(of service: Service) {
        let surroundings = service.surroundings
        checks = [
            Self.stopping(surroundings), Self.database(service), Self.commits(service), Self.disk(service),
            Self.housekeeping(surroundings, now: service.engine.realNow()), Self.verification(surroundings),
            Self.quarantine(service),
        ]
    }

    /// Whether requests can be served at all.
    var canServe: Bool { !checks.contains { $0.verdict == .failed } }
    /// `ready`, or `degraded` where an operator should look.
    var status: String { checks.allSatisfy { $0.verdict == .ok } ? "ready" : "degraded" }
    /// The first check that keeps the service from serving.
    var firstFailure: Check? { checks.first { $0.verdict == .failed } }

    /// The checks as members of one object, by name.
    func write(into json: inout JSONWriter) {
        json.key("checks")
        json.beginObject()
        for check in checks {
            json.key(dynamic: check.name)
            json.beginObject()
            json.member("status", check.verdict.rawValue)
            json.member("detail", check.detail)
            json.endObject()
        }
        json.endObject()
    }

    private static func stopping(_ surroundings: Surroundings) -> Check {
        let isStopping = surroundings.isStopping()
        return Check(
            name: "service", verdict: isStopping ? .failed : .ok,
            detail: isStopping ? "The service is stopping." : "The service takes requests.")
    }

    private static func database(_ service: Service) -> Check {
        if service.engine.writingFailure != nil {
            return Check(
                name: "database", verdict: .failed,
                detail:
                    "The disk failed to keep what was written. Writing has stopped until the next start; reads go"
                    + " on.")
        }
        let isWriting = service.engine.isWriting
        return Check(
            name: "database", verdict: isWriting ? .ok : .failed,
            detail: isWriting ? "The database is open." : "The database takes no writes any more.")
    }

    /// Where the newest transaction failed, reads go on and writes are refused, which is for an operator to see to.
    private static func commits(_ service: Service) -> Check {
        let reason: String? =
            switch service.engine.store.statistics.newestFailure?.kind {
            case nil: nil
            case .full: "there is no room on the disk"
            case .inputOutput: "the disk reported an error"
            case .corrupt: "the database is damaged"
            default: "the log says why"
            }
        return Check(
            name: "commits", verdict: reason == nil ? .ok : .warning,
            detail: reason.map { "The newest writes could not be committed: \($0). Reads go on." }
                ?? "The newest commit succeeded.")
    }

    private static func disk(_ service: Service) -> Check {
        guard let room = FileReading.room(beside: service.engine.store.path) else {
            return Check(name: "disk", verdict: .warning, detail: "The room on the disk is not known.")
        }
        let isShort = room < Limits.diskRoomBytesMin
        let megabytes = "\(room >> 20) MB are free beside the database"
        return Check(
            name: "disk", verdict: isShort ? .warning : .ok,
            detail: isShort ? "\(megabytes), less than \(Limits.diskRoomBytesMin >> 20)." : "\(megabytes).")
    }

    private static func housekeeping(_ surroundings: Surroundings, now: Instant) -> Check {
        guard let at = surroundings.housekeepingAt() else {
            return Check(name: "housekeeping", verdict: .ok, detail: "There is no housekeeping here.")
        }
        let seconds = max(0, (now.milliseconds - at.milliseconds) / 1_000)
        let isLate = seconds > Limits.housekeepingSecondsMax
        return Check(
            name: "housekeeping", verdict: isLate ? .warning : .ok,
            detail: isLate
                ? "What has fallen due was last looked at \(seconds) seconds ago."
                : "What falls due is written.")
    }

    private static func verification(_ surroundings: Surroundings) -> Check {
        guard let state = surroundings.verification() else {
            return Check(
                name: "verification", verdict: .ok, detail: "No verification runs in the background.")
        }
        if state.hasFaults {
            return Check(
                name: "verification", verdict: .warning,
                detail: "\(max(state.faults, state.faultsBefore)) faults were found; run `loyalty verify`.")
        }
        if let failure = state.failure {
            return Check(name: "verification", verdict: .warning, detail: "It could not go on: \(failure).")
        }
        let detail =
            state.isRunning
            ? "Under way: \(state.customersDone) of \(state.customersTotal) customers."
            : state.finishedAt.map { "Everything agreed at \($0.rfc3339)." }
                ?? "The first pass has not begun."
        return Check(name: "verification", verdict: .ok, detail: detail)
    }

    private static func quarantine(_ service: Service) -> Check {
        let count = service.engine.store.alarms.totals.quarantinedCustomers
        return Check(
            name: "quarantine", verdict: count > 0 ? .warning : .ok,
            detail: count > 0
                ? "\(count) customers have damaged books and are not served." : "No customer is set aside.")
    }
}
