import Engine
import HTTPServer
import Model
import Store

/// The page of metrics. Labels are the contract's own words (routes, codes, kinds), never ids, so there are never more
/// series than those words allow.
enum MetricsPage {
    static func bytes(of service: Service) -> [UInt8] {
        var writer = MetricsWriter()
        let surroundings = service.surroundings
        writeRequests(service.metrics, to: &writer)
        writeRefusals(service.metrics, to: &writer)
        writeKeptScreens(service.metrics.keptScreens, to: &writer)
        writeConnections(surroundings.server(), to: &writer)
        writeWriter(service.engine.store, to: &writer)
        writeLedger(service.engine.store.statistics.ledgerTotals, to: &writer)
        writeConnectors(service.apiLog.checkouts.totals, to: &writer)
        writeBooks(service, surroundings, to: &writer)
        writeVerification(surroundings.verification() ?? VerificationState(), to: &writer)
        writeProcess(service, to: &writer)
        return writer.bytes
    }

    private static func writeRequests(_ metrics: ServiceMetrics, to writer: inout MetricsWriter) {
        let rows = metrics.requests
        writer.begin(
            "loyalty_http_requests_total", .counter,
            "Requests answered, by route and status; route none is what leads nowhere.")
        for row in rows {
            for (status, count) in zip(RequestTally.statuses, row.counts) where count > 0 {
                writer.sample(labels(of: row.route) + [("status", String(status))], count)
            }
        }
        writer.begin(
            "loyalty_http_request_duration_seconds", .histogram,
            "From the whole request to its answer, the wait for the commit included.")
        for row in rows where row.times.count > 0 {
            writer.histogram(labels(of: row.route), times: row.times)
        }
    }

    private static func labels(of route: Route?) -> [MetricsWriter.Label] {
        [("method", route?.method.description ?? "none"), ("route", route?.path ?? "none")]
    }

    private static func writeRefusals(_ metrics: ServiceMetrics, to writer: inout MetricsWriter) {
        writer.begin("loyalty_problems_total", .counter, "Requests refused or failed, by the problem's code.")
        for (code, count) in metrics.problemCounts { writer.sample([("code", code)], count) }
        writer.begin("loyalty_rate_limited_total", .counter, "Requests over a limit, by the limit.")
        for (limit, count) in metrics.limitedCounts { writer.sample([("limit", limit)], count) }
    }

    private static func writeKeptScreens(
        _ kept: ServiceMetrics.KeptScreensReading, to writer: inout MetricsWriter
    ) {
        writer.single(
            "loyalty_kept_screens_hits_total", .counter, "Screens served as they were kept.", kept.hits)
        writer.single("loyalty_kept_screens_misses_total", .counter, "Screens that were made.", kept.misses)
        writer.single("loyalty_kept_screens", .gauge, "Screens kept now.", kept.screens)
        writer.single("loyalty_kept_screens_bytes", .gauge, "What they take in memory.", kept.bytes)
    }

    private static func writeConnections(_ server: ServerCounters, to writer: inout MetricsWriter) {
        writer.single(
            "loyalty_http_connections_open", .gauge, "Connections open now.", Int64(server.connectionsOpen))
        writer.single(
            "loyalty_http_connections_accepted_total", .counter, "Connections accepted.",
            Int64(server.connectionsAccepted))
        writer.single(
            "loyalty_http_connections_shed_total", .counter,
            "Connections closed to make room, or not taken because there was none.",
            Int64(server.connectionsShed))
        writer.single(
            "loyalty_http_deadlines_passed_total", .counter, "Connections closed because a deadline passed.",
            Int64(server.deadlinesPassed))
        writer.single(
            "loyalty_http_protocol_errors_total", .counter, "Requests that could not be formed.",
            Int64(server.protocolErrors))
    }

    private static func writeWriter(_ store: Store, to writer: inout MetricsWriter) {
        let statistics = store.statistics
        let totals = statistics.totals
        writer.single(
            "loyalty_writer_queue_length", .gauge, "Writes that wait for the writer now.",
            Int64(store.waitingWrites))
        writer.single(
            "loyalty_writer_writes_total", .counter, "Writes committed.", Int64(clamping: totals.writes))
        writer.single(
            "loyalty_writer_failures_total", .counter, "Transactions that failed.",
            Int64(clamping: totals.failures))
        writer.begin("loyalty_writer_batch_size", .histogram, "Writes that shared one transaction.")
        writer.histogram([], statistics.batchSizes, .batches)
        writer.begin("loyalty_writer_commit_seconds", .histogram, "How long commits took, fsync included.")
        writer.histogram([], times: statistics.commitTimes)
    }

    private static func writeLedger(_ totals: [LedgerTotals], to writer: inout MetricsWriter) {
        func labels(_ of: LedgerTotals) -> [MetricsWriter.Label] {
            [("wallet", of.wallet.rawValue), ("kind", of.kind.rawValue)]
        }
        writer.begin("loyalty_ledger_entries_total", .counter, "Ledger entries written, by wallet and kind.")
        for each in totals { writer.sample(labels(each), each.entries) }
        writer.begin(
            "loyalty_ledger_credited_total", .counter, "What they brought: coins, or minor units of credit.")
        for each in totals { writer.sample(labels(each), each.credited) }
        writer.begin(
            "loyalty_ledger_debited_total", .counter, "What they took: coins, or minor units of credit.")
        for each in totals { writer.sample(labels(each), each.debited) }
    }

    private static func writeConnectors(
        _ totals: [CheckoutTally.Totals], to writer: inout MetricsWriter
    ) {
        func labels(_ of: CheckoutTally.Totals) -> [MetricsWriter.Label] {
            [("connector", of.connector.rawValue), ("action", of.action)]
        }
        writer.begin(
            "loyalty_connector_calls_total", .counter, "Calls of checkouts, by connector, action and outcome."
        )
        for each in totals {
            for (outcome, count) in [
                ("ok", each.calls - each.refusals - each.errors), ("refused", each.refusals),
                ("failed", each.errors),
            ] {
                writer.sample(labels(each) + [("outcome", outcome)], count)
            }
        }
        writer.begin("loyalty_connector_seconds_total", .counter, "What these calls took together.")
        for each in totals { writer.sample(labels(each), nanoseconds: each.microseconds &* 1_000) }
    }
}
