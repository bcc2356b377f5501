@testable import API
import Foundation
import HTTPServer
import Model
import Testing

/// Token buckets by key, customer and address (rule 11.5), on a clock that stands still.
struct RateLimitTests {
    private static let start = Instant(seconds: 1_800_000_000)
    private static let customer = "customer-one"

    private static func bucket(_ requests: Int64, _ seconds: Int64) -> Bucket {
        Bucket(.key(1), "key", requests: requests, seconds: seconds, at: start)
    }

    @Test(arguments: [(1, 1), (7, 60), (600, 60), (2_000, 1)] as [(Int64, Int64)])
    func `a bucket gives what it holds, then nothing, then what has flowed in`(
        requests: Int64, seconds: Int64
    ) {
        let bucket = Self.bucket(requests, seconds)
        for left in (0..<requests).reversed() {
            let verdict = bucket.take(at: Self.start)
            #expect(verdict.isAllowed && verdict.remaining == left)
        }
        let refused = bucket.take(at: Self.start)
        #expect(!refused.isAllowed && refused.remaining == 0)
        #expect((1...seconds).contains(refused.resetSeconds))
        // After as long as it says, there is room.
        let later = Self.start.adding(milliseconds: refused.resetSeconds * 1_000)
        #expect(bucket.take(at: later).isAllowed)
    }

    @Test func `a bucket that is asked every millisecond fills as fast as any other`() {
        let bucket = Self.bucket(7, 60)
        for _ in 0..<7 { _ = bucket.take(at: Self.start) }
        var allowed = 0
        for millisecond in 1...60_000
        where bucket.take(at: Self.start.adding(milliseconds: Int64(millisecond))).isAllowed {
            allowed += 1
        }
        #expect(allowed == 7)
    }

    @Test(arguments: [-60_000, -172_800_000] as [Int64])
    func `a clock that steps back takes nothing away, gives nothing, and goes on from there`(step: Int64) {
        let bucket = Self.bucket(2, 1)
        let back = Self.start.adding(milliseconds: step)
        #expect(bucket.take(at: Self.start).isAllowed)
        #expect(bucket.take(at: back).isAllowed)
        #expect(!bucket.take(at: back).isAllowed)
        #expect(bucket.take(at: back.adding(milliseconds: 500)).isAllowed)
        #expect(!bucket.take(at: back.adding(milliseconds: 500)).isAllowed)
    }

    @Test func `memory is bounded, and what makes room first is what was full`() {
        let limiter = RateLimiter(RateLimits())
        let busy = limiter.bucket(of: .address("busy"), at: Self.start)
        _ = busy.take(at: Self.start)
        for number in 0..<(2 * RateLimiter.bucketsMax) {
            _ = limiter.bucket(of: .address("\(number)"), at: Self.start)
        }
        #expect(limiter.count <= RateLimiter.bucketsMax)
        #expect(!busy.isDropped)
        #expect(limiter.bucket(of: .address("busy"), at: Self.start) === busy)
    }

    @Test func `where every bucket is in use, all are forgotten rather than memory used up`() {
        let limiter = RateLimiter(RateLimits())
        let first = limiter.bucket(of: .address("first"), at: Self.start)
        _ = first.take(at: Self.start)
        for number in 0..<(2 * RateLimiter.bucketsMax) {
            _ = limiter.bucket(of: .address("\(number)"), at: Self.start).take(at: Self.start)
        }
        #expect(limiter.count <= RateLimiter.bucketsMax)
        #expect(first.isDropped)
    }

    @Test func `a key's requests are counted, told and stopped, kept screens included`() throws {
        let shop = try APIShop { $0.rateLimits?.keyPerSecond = 3 }
        try shop.customer(Self.customer)
        shop.clock.advance(by: .seconds(10))
        func get() throws -> TestResponse {
            try shop.send("GET", "/v1/customers/\(Self.customer)/screens/home", key: .server)
        }
        for left in [2, 1, 0] {
            let answer = try get()
            #expect(answer.status == 200 && answer["ratelimit-policy"] == "\"key\";q=3;w=1", "\(answer)")
            #expect(answer["ratelimit"] == "\"key\";r=\(left);t=1", "\(answer)")
        }
        let refused = try get()
        #expect(refused.status == 429 && refused.code == "rate_limited", "\(refused)")
        #expect(refused["retry-after"] == "1" && refused["ratelimit"] == "\"key\";r=0;t=1")
        shop.clock.advance(by: .milliseconds(334))
        #expect(try get().status == 200)
        #expect(try get().status == 429)
    }

    @Test func `a customer that asks too often stops alone, and takes nothing from the brand's key`() throws {
        let shop = try APIShop {
            $0.rateLimits?.keyPerSecond = 5
            $0.rateLimits?.customerPerMinute = 2
        }
        try shop.customer(Self.customer)
        try shop.customer("customer-two")
        func get(_ customer: String) throws -> TestResponse {
            try shop.send("GET", "/v1/customers/me/screens/home", key: .read, token: customer)
        }
        for left in [1, 0] {
            let answer = try get(Self.customer)
            #expect(answer["ratelimit-policy"] == "\"customer\";q=2;w=60, \"key\";q=5;w=1", "\(answer)")
            #expect(answer["ratelimit"] == "\"customer\";r=\(left);t=\(left == 1 ? 30 : 60)", "\(answer)")
        }
        for _ in 0..<10 {
            let refused = try get(Self.customer)
            #expect(refused.status == 429 && refused["retry-after"] == "30", "\(refused)")
        }
        #expect(try get("customer-two").status == 200)
        #expect(try get("customer-two").status == 200)
        // The key had five.
        #expect(try shop.send("GET", "/v1/program", key: .read).status == 200)
        #expect(try shop.send("GET", "/v1/program", key: .read).status == 429)
    }

    @Test func `guessing keys and tokens is stopped, and good credentials from there are not`() throws {
        let shop = try APIShop { $0.rateLimits?.failuresPerMinute = 3 }
        try shop.customer(Self.customer)
        for _ in 0..<3 {
            #expect(
                try shop.send("GET", "/v1/program", headers: [("X-API-Key", "lbr_live_guess")]).status == 401)
        }
        let refused = try shop.send("GET", "/v1/program", headers: [("X-API-Key", "lbr_live_guess")])
        #expect(refused.status == 429 && refused["retry-after"] == "20", "\(refused)")
        #expect(try shop.send("GET", "/v1/customers/me/balance", key: .read).status == 429)
        #expect(try shop.send("GET", "/v1/program", key: .read).status == 200)
        #expect(try shop.send("GET", "/healthz").status == 200)
        shop.clock.advance(by: .seconds(20))
        #expect(try shop.send("GET", "/v1/customers/me/balance", key: .read).status == 401)
    }

    @Test func `writes are counted too, and refused ones change nothing`() throws {
        let shop = try APIShop { $0.rateLimits?.customerPerMinute = 1 }
        try shop.customer(Self.customer, coins: 500)
        func redeem(_ key: String) throws -> TestResponse {
            try shop.send(
                "POST", "/v1/customers/me/redemptions", key: .read, token: Self.customer,
                headers: [("Idempotency-Key", key)], body: #"{"reward_id": "fifty-off"}"#)
        }
        let first = try redeem("a")
        #expect(first.status == 201 && first["ratelimit"] == "\"customer\";r=0;t=60", "\(first)")
        #expect(try redeem("b").status == 429)
        #expect(try shop.available(Self.customer) == 400)
    }

    @Test func `limits may be switched off, and then nothing is said of them`() throws {
        let shop = try APIShop { $0.rateLimits = nil }
        for _ in 0..<50 {
            let answer = try shop.send("GET", "/v1/program", key: .read)
            #expect(answer.status == 200 && answer["ratelimit"] == nil && answer["ratelimit-policy"] == nil)
        }
    }
}
