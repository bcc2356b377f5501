import Engine
import HTTPServer
import Model
import Store

/// Checks of a checkout before it goes live, in a sandbox of their own.
enum ConnectorChecksEndpoint {
    /// Starts a check of the published programme and the connector's settings as they stand.
    static func create(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        try exchange.emptyBody()
        let service = exchange.service
        let (kind, channel) = try checkout(of: exchange)
        let stored = try ShowProgramme.run(
            brand: exchange.book.brand, version: exchange.version.number, on: service.engine)
        let connector = service.engine.registry.contents.connector(kind, in: exchange.book.number)
        let job = service.brandTests.start(
            BrandTestJobs.Subject(
                document: Array(stored.document.utf8), connector: (channel, connector.settings)),
            version: stored.version, in: exchange.book.number, at: service.engine.realNow())
        guard let job else { throw Problem(.brandTestRunning) }
        var answer = Answer.json(.accepted) { json in BrandTestsEndpoint.write(job, into: &json) }
        answer.fields = [(.location, "/v1/admin/connectors/\(kind.rawValue)/checks/\(name(of: job))")]
        return .answer(answer)
    }

    /// A check, with its report once it is done.
    static func get(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let (_, channel) = try checkout(of: exchange)
        let name = exchange.parameter("check_id")
        guard name.hasPrefix(prefix), let number = Int64(name.dropFirst(prefix.count)),
            let job = exchange.service.brandTests.job(number, of: exchange.book.number, channel: channel)
        else { throw Problem(.notFound) }
        return .answer(.json { json in BrandTestsEndpoint.write(job, into: &json) })
    }

    /// The newest checks, without their reports.
    static func list(_ exchange: inout Exchange) throws -> Outcome {
        try exchange.noQuery()
        let (_, channel) = try checkout(of: exchange)
        let jobs = exchange.service.brandTests.list(of: exchange.book.number, channel: channel)
        return .answer(
            .list(jobs) { job, json in
                BrandTestsEndpoint.write(job, isWhole: false, into: &json)
            })
    }

    static func name(of job: BrandTestJobs.Job) -> String { "\(prefix)\(job.number)" }
    private static let prefix = "connector-check-"

    /// - Throws: ``Refusal``: `connectorNotFound`; `connectorWithoutRule` for the order feed, which takes no coins.
    private static func checkout(of exchange: Exchange) throws(Refusal) -> (ConnectorKind, Channel) {
        let kind = try ConnectorsEndpoint.kind(of: exchange)
        guard let channel = kind.channel else { throw .connectorWithoutRule }
        return (kind, channel)
    }
}
