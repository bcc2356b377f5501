import Testing
import loyalty_bench

struct WrkReportTests {
    private static let plain = """
        Running 1s test @ http://127.0.0.1:8080/
          1 threads and 64 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     1.07ms    2.10ms  30.52ms   92.30%
            Req/Sec    86.01k     2.11k   90.01k    70.00%
          86012 requests in 1.00s, 353.19MB read
        Requests/sec:  86012.34
        Transfer/sec:    353.19MB
        """

    @Test func `the rate is read`() throws {
        let report = try #require(WrkReport(parsing: Self.plain))
        #expect(report.requestsPerSecond == 86_012.34)
        #expect(report.requests == 86_012)
        #expect(report.failures == 0)
    }

    @Test func `refused requests and lost sockets are failures`() throws {
        let text = Self.plain.replacing(
            "Requests/sec",
            with: "  Socket errors: connect 1, read 2, write 3, timeout 4\n"
                + "  Non-2xx or 3xx responses: 200\nRequests/sec")
        #expect(try #require(WrkReport(parsing: text)).failures == 210)
    }

    @Test func `what is no report is none`() {
        #expect(WrkReport(parsing: "unable to connect to 127.0.0.1:1 Connection refused") == nil)
    }
}
