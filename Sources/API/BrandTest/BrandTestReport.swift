package import Model

/// What a brand test found: every check with its result and the evidence for it.
package struct BrandTestReport: Sendable {
    /// What a check found.
    package enum Result: String, Sendable, CaseIterable {
        case passed, failed
        /// The programme has nothing that the check could try.
        case skipped
    }

    /// What a check is about, in the order in which a brand would walk them.
    package enum Area: String, Sendable, CaseIterable {
        case accrual, redemption, coupons, referrals, tiers, triggers, screens, errors, times
        /// A connector's: in a check of that connector alone.
        case checkout
    }

    /// One request that a check made, and what came back; or one comparison that it drew from answers.
    package struct Evidence: Sendable {
        /// Method and path, or what was compared.
        package var what: String
        /// The request's body; nil for none.
        package var sent: String?
        /// The answer's status; nil for a comparison.
        package var status: Int?
        /// The answer's body, cut to ``BrandTestLimits/bodyBytesMax``, or the two sides of the comparison.
        package var got: String
        /// Whether it was as it should be; nil where nothing was expected of it alone.
        package var isRight: Bool?
    }

    /// One thing that a brand looks at before its app goes live.
    package struct Check: Sendable {
        package var id: String
        package var area: Area
        package var title: String
        package var result: Result
        /// One sentence: what failed, or why it was skipped; empty for a check that passed.
        package var reason: String
        package var evidence: [Evidence]
    }

    package var brand: BrandID
    /// The programme's own instant at which the test began; its clock ran on from there.
    package var startedAt: Instant
    package var checks: [Check]
    /// Real milliseconds that the whole test took.
    package var durationMilliseconds: Int64

    /// How many checks ended in that way.
    package func count(_ result: Result) -> Int { checks.count { $0.result == result } }
    /// Whether the brand may go live as far as these checks can tell.
    package var isPassed: Bool { count(.failed) == 0 }
}

/// The bounds of a brand test.
package enum BrandTestLimits {
    /// Bytes of an answer's body that are kept as evidence.
    package static let bodyBytesMax = 1_200
    /// Requests from which an answer time is taken.
    static let timedRequests = 200
    /// Milliseconds within which 95 of 100 wallet screens must be answered.
    static let screenMillisecondsMax: Int64 = 50
    /// Milliseconds within which 95 of 100 writes must be answered.
    static let writeMillisecondsMax: Int64 = 250
    /// Seconds after which an answer is given up.
    static let answerSeconds = 10
    /// Orders that are sent to bring a customer to a tier.
    static let ordersMax: Int64 = 50
    /// Reports that the service keeps.
    static let reportsMax = 20
}

extension BrandTestReport {
    /// The report as one JSON object.
    package var json: [UInt8] {
        var json = JSONWriter(capacity: 65_536)
        json.beginObject()
        writeMembers(into: &json)
        json.endObject()
        return json.bytes
    }

    /// Writes the report as the members of an object that is already open.
    func writeMembers(into json: inout JSONWriter) {
        json.member("brand", brand.text)
        json.member("result", isPassed ? "passed" : "failed")
        json.member("started_at", startedAt)
        json.member("duration_ms", durationMilliseconds)
        json.key("counts")
        json.beginObject()
        for result in Result.allCases {
            json.key(dynamic: result.rawValue)
            json.integer(Int64(count(result)))
        }
        json.endObject()
        json.key("checks")
        json.beginArray()
        for check in checks { check.write(into: &json) }
        json.endArray()
    }
}

extension BrandTestReport.Check {
    fileprivate func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("area", area.rawValue)
        json.member("title", title)
        json.member("result", result.rawValue)
        if !reason.isEmpty { json.member("reason", reason) }
        json.key("evidence")
        json.beginArray()
        for item in evidence {
            json.beginObject()
            json.member("what", item.what)
            if let sent = item.sent { json.member("sent", sent) }
            if let status = item.status { json.member("status", status) }
            json.member("got", item.got)
            if let isRight = item.isRight { json.member("right", isRight) }
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
