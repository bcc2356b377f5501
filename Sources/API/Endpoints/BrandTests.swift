import Engine
import HTTPServer
import Model
import Store

/// Brand tests on request: what a brand checks before its app goes live.
enum BrandTestsEndpoint {
    /// Starts a test of the published programme, or of the document in the body.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let service = exchange.service
        let document: [UInt8]
        var version: Int64?
        if let given = try readDocument(of: exchange) {
            document = given
        } else {
            let stored = try ShowProgramme.run(
                brand: exchange.book.brand, version: exchange.version.number, on: service.engine)
            document = Array(stored.document.utf8)
            version = stored.version
        }
        let job = service.brandTests.start(
            BrandTestJobs.Subject(document: document), version: version, in: exchange.book.number,
            at: service.engine.realNow())
        guard let job else { throw Problem(.brandTestRunning) }
        var answer = Answer.json(.accepted) { json in write(job, into: &json) }
        answer.fields = [(.location, "/v1/admin/brand-tests/\(name(of: job))")]
        return .answer(answer)
    }

    /// A test, with its report once it is done.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let name = exchange.parameter("brand_test_id")
        guard name.hasPrefix("brand-test-"), let number = Int64(name.dropFirst(11)),
            let job = exchange.service.brandTests.job(number, of: exchange.book.number)
        else { throw Problem(.notFound) }
        return .answer(.json { json in write(job, into: &json) })
    }

    /// The newest tests, without their reports.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let jobs = exchange.service.brandTests.list(of: exchange.book.number)
        return .answer(
            .list(jobs) { job, json in
                write(job, isWhole: false, into: &json)
            })
    }

    /// The document that came with the request; nil for none.
    private static func readDocument(of exchange: Exchange) throws -> [UInt8]? {
        guard exchange.request.hasBody else { return nil }
        try exchange.requireJSON()
        let body = try JSONValue(parsing: exchange.request.body, limits: ProgrammeLimits.json)
        let value: JSONValue? = try JSONFields.read(body) { fields in
            guard case .json(let value) = fields.take("document") else { return .some(nil) }
            return value
        }
        guard let value else { return nil }
        var json = JSONWriter(capacity: 16_384)
        json.value(value)
        do {
            _ = try Programme(parsing: json.bytes)
        } catch {
            throw error.below("document")
        }
        return json.bytes
    }

    private static func name(of job: BrandTestJobs.Job) -> String {
        job.channel == nil ? "brand-test-\(job.number)" : ConnectorChecksEndpoint.name(of: job)
    }

    /// A test or a check, with its report if that is wanted and there.
    static func write(_ job: BrandTestJobs.Job, isWhole: Bool = true, into json: inout JSONWriter) {
        json.beginObject()
        json.member("id", name(of: job))
        json.member("begun_at", job.begunAt)
        if let version = job.version { json.member("programme_version", version) }
        switch job.state {
        case .running: json.member("state", literal: "running")
        case .broken(let reason):
            json.member("state", literal: "broken")
            json.member("reason", reason)
        case .finished(let report):
            json.member("state", literal: "finished")
            if isWhole {
                json.key("report")
                json.beginObject()
                report.writeMembers(into: &json)
                json.endObject()
            } else {
                json.member("result", report.isPassed ? "passed" : "failed")
            }
        }
        json.endObject()
    }
}

extension InvalidInput {
    /// The same faults, of a value that stands under a name.
    func below(_ name: String) -> InvalidInput {
        let moved = errors.map { error in
            FieldError(
                pointer: JSONPointer.appending(name, to: JSONPointer.root)
                    + error.pointer.dropFirst(JSONPointer.root.count),
                code: error.code, detail: error.detail)
        }
        return InvalidInput(moved[0], Array(moved.dropFirst()))
    }
}
