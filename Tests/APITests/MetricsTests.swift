import Engine
import Foundation
import HTTPServer
import Model
import Store
import Testing

@testable import API

/// What `/metrics` counts, held against what was done.
struct MetricsTests {
    /// The samples of a page, by name and labels as they are written.
    private struct Page {
        let samples: [String: String]

        init(_ shop: APIShop) throws {
            let answer = try shop.send("GET", "/metrics")
            #expect(answer.status == 200)
            #expect(answer["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            var samples: [String: String] = [:]
            for line in String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
            where !line.hasPrefix("#") {
                let place = try #require(line.lastIndex(of: " "))
                let name = String(line[..<place])
                #expect(samples[name] == nil, "\(name) is there twice")
                samples[name] = String(line[line.index(after: place)...])
            }
            self.samples = samples
        }

        subscript(name: String) -> Int64 { samples[name].flatMap { Int64($0) } ?? 0 }
    }

    private static let customer = "customer-one"
    private static let screenRoute = #"method="GET",route="/v1/customers/{customer_id}/screens/{screen}""#

    /// How far a counter rises while something is done; the asking for the page itself is not among it.
    private func rise(_ names: [String], in shop: APIShop, _ body: () throws -> Void) throws -> [Int64] {
        let before = try Page(shop)
        try body()
        let after = try Page(shop)
        return names.map { after[$0] - before[$0] }
    }

    private func screen(_ shop: APIShop, headers: [(String, String)] = []) throws -> TestResponse {
        try shop.send(
            "GET", "/v1/customers/\(Self.customer)/screens/wallet", key: .read, token: Self.customer,
            headers: headers)
    }

    @Test func `requests are counted by route and status, kept screens and 304 among them`() throws {
        let shop = try APIShop()
        try shop.customer(Self.customer, coins: 10)
        let names = [
            "loyalty_http_requests_total{\(Self.screenRoute),status=\"200\"}",
            "loyalty_http_requests_total{\(Self.screenRoute),status=\"304\"}",
            "loyalty_http_request_duration_seconds_count{\(Self.screenRoute)}",
            "loyalty_http_request_duration_seconds_bucket{\(Self.screenRoute),le=\"+Inf\"}",
            "loyalty_kept_screens_hits_total", "loyalty_kept_screens_misses_total",
        ]
        let token = try shop.token(Self.customer)
        let rises = try rise(names, in: shop) {
            let headers = [("X-API-Key", try shop.key(.read)), ("Authorization", "Bearer \(token)")]
            let target = "/v1/customers/\(Self.customer)/screens/wallet"
            let first = try shop.send("GET", target, headers: headers)
            #expect(try shop.send("GET", target, headers: headers).status == 200)
            let known = headers + [("If-None-Match", try #require(first["etag"]))]
            for _ in 0..<3 { #expect(try shop.send("GET", target, headers: known).status == 304) }
        }
        #expect(rises == [2, 3, 5, 5, 4, 1])
        let page = try Page(shop)
        #expect(page["loyalty_kept_screens"] == 1)
        #expect(page["loyalty_kept_screens_bytes"] > 1_000)
    }

    @Test func `no label is an id, whatever is asked for`() throws {
        let shop = try APIShop()
        for name in ["somebody-0001", "somebody-0002"] {
            try shop.customer(name, coins: 5)
            for path in ["/v1/nothing/\(name)", "/v1/customers/\(name)/screens/\(name)"] {
                _ = try shop.send("GET", path, key: .write)
            }
            _ = try shop.send("BREW", "/v1/customers/\(name)/balance", key: .write)
        }
        let body = try shop.send("GET", "/metrics").body
        let text = String(decoding: body, as: UTF8.self)
        #expect(!text.contains("somebody"))
        #expect(text.contains(#"route="none""#))
    }

    @Test func `a write is counted where it is answered, with its entry and its commit`() throws {
        let shop = try APIShop()
        try shop.customer(Self.customer)
        let route = #"method="POST",route="/v1/customers/{customer_id}/transactions""#
        let names = [
            "loyalty_http_requests_total{\(route),status=\"201\"}",
            "loyalty_http_requests_total{\(route),status=\"200\"}",
            "loyalty_http_request_duration_seconds_count{\(route)}", "loyalty_writer_writes_total",
            "loyalty_writer_batch_size_count", "loyalty_writer_commit_seconds_count",
            "loyalty_ledger_entries_total{wallet=\"coins\",kind=\"adjustment\"}",
            "loyalty_ledger_credited_total{wallet=\"coins\",kind=\"adjustment\"}",
            "loyalty_ledger_debited_total{wallet=\"coins\",kind=\"adjustment\"}",
            "loyalty_problems_total{code=\"insufficient_coins\"}",
        ]
        let rises = try rise(names, in: shop) {
            try shop.credit(Self.customer, 30)
            for (coins, query) in [(-12, ""), (-1_000, ""), (500, "?dry_run=true")] {
                _ = try shop.send(
                    "POST", "/v1/customers/\(Self.customer)/transactions\(query)", key: .write,
                    headers: [("Idempotency-Key", "\(UUID())")],
                    body: #"{"coins": \#(coins), "note": "a correction"}"#)
            }
        }
        // Four writes, each in a batch of its own: a credit, a debit, a refusal, and a dry run that keeps nothing.
        #expect(rises == [2, 1, 4, 4, 4, 4, 2, 30, 12, 1])
    }

    @Test func `requests over a limit are counted by the limit`() throws {
        var limits = RateLimits()
        limits.customerPerMinute = 2
        let shop = try APIShop { [limits] in $0.rateLimits = limits }
        try shop.customer(Self.customer)
        let names = [
            "loyalty_rate_limited_total{limit=\"customer\"}", "loyalty_problems_total{code=\"rate_limited\"}",
        ]
        let rises = try rise(names, in: shop) { for _ in 0..<5 { _ = try screen(shop) } }
        #expect(rises == [3, 3])
    }

    @Test func `calls of checkouts are counted by connector, action and outcome`() throws {
        let shop = try APIShop()
        try shop.customer(Self.customer, coins: 100)
        let id = try shop.webhookID()
        let labels = #"connector="custom_checkout",action="list""#
        let names = [
            "loyalty_connector_calls_total{\(labels),outcome=\"ok\"}",
            "loyalty_connector_calls_total{\(labels),outcome=\"refused\"}",
        ]
        let rises = try rise(names, in: shop) {
            for _ in 0..<3 {
                let listed = try shop.call(id, APIShop.cart("list"))
                #expect(listed.status == 200)
            }
            let elsewhere = APIShop.cart("list").replacing("INR", with: "USD")
            let refused = try shop.call(id, elsewhere)
            #expect(refused.status == 409)
        }
        #expect(rises == [3, 1])
        // What the books are told is begun anew with each write; the metrics are not.
        shop.service.apiLog.flush(to: shop.engine)
        #expect(try Page(shop)[names[0]] == 3)
    }

    @Test func `damage that was met, and a disk that failed to sync, are told`() throws {
        let shop = try APIShop()
        #expect(try Page(shop)["loyalty_damaged_reads_total"] == 0)
        #expect(try Page(shop)["loyalty_writing_stopped"] == 0)
        shop.engine.store.alarms.raise(.damaged(reason: "a page is not sound"))
        shop.engine.store.alarms.raise(.damaged(reason: "a page is not sound"))
        shop.engine.store.alarms.raise(.writingStopped(reason: "the disk failed to sync"))
        #expect(try Page(shop)["loyalty_damaged_reads_total"] == 2)
        #expect(try Page(shop)["loyalty_writing_stopped"] == 1)
    }

    @Test func `what the program says of itself is told`() throws {
        let shop = try APIShop()
        var state = VerificationState()
        (state.customersDone, state.customersTotal, state.faults, state.isRunning) = (40, 100, 2, true)
        var surroundings = Surroundings()
        surroundings.verification = { [state] in state }
        for number in 1...3 as ClosedRange<Int64> {
            shop.engine.store.alarms.raise(.quarantined(CustomerNumber(number), reason: "a lot is missing"))
        }
        surroundings.droppedLogLines = { 17 }
        var counters = ServerCounters()
        (counters.connectionsOpen, counters.protocolErrors) = (5, 8)
        surroundings.server = { [counters] in counters }
        shop.service.surroundings = surroundings
        let page = try Page(shop)
        #expect(page["loyalty_verification_running"] == 1)
        #expect(page["loyalty_verification_customers_done"] == 40)
        #expect(page["loyalty_verification_customers"] == 100)
        #expect(page["loyalty_verification_faults"] == 2)
        #expect(page["loyalty_customers_quarantined"] == 3)
        #expect(page["loyalty_log_lines_dropped_total"] == 17)
        #expect(page["loyalty_http_connections_open"] == 5)
        #expect(page["loyalty_http_protocol_errors_total"] == 8)
        for name in [
            "loyalty_database_bytes", "loyalty_memory_anonymous_bytes", "process_resident_memory_bytes",
            "process_open_fds", "process_max_fds", "process_start_time_seconds", "loyalty_disk_free_bytes",
        ] {
            #expect(page[name] > 0, "\(name)")
        }
    }

    @Test(
        arguments: [
            (0, "0.0"), (1, "0.000000001"), (50_000, "0.00005"), (1_500_000_000, "1.5"),
            (10_000_000_000, "10.0"),
        ] as [(Int64, String)])
    func `seconds are written out exactly`(nanoseconds: Int64, text: String) {
        #expect(MetricsWriter.seconds(nanoseconds) == text)
    }

    @Test func `a label's value is escaped`() {
        var writer = MetricsWriter()
        writer.begin("odd_total", .counter, "Odd things.")
        writer.sample([("name", "a\"b\\c\nd")], 1)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(
            text == "# HELP odd_total Odd things.\n# TYPE odd_total counter\n"
                + #"odd_total{name="a\"b\\c\nd"} 1"# + "\n")
    }
}
