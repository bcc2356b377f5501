@testable import API
import Foundation
import HTTPServer
import Model
import Testing

/// Validators and caching of the reads that apps repeat (RFC 9110 §8.8, §13.1).
struct ConditionalTests {
    private static let targets = [
        "/v1/program", "/v1/customers/customer-one/screens/home", "/v1/screens/guest",
        "/v1/customers/customer-one/screens/product?product_id=sku-1&amount=50000&tags=a,b",
    ]

    @Test(arguments: targets)
    func `a read says how it may be kept`(target: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        for _ in 0..<2 {
            let answer = try shop.send("GET", target, key: .server)
            #expect(answer["cache-control"] == "private, no-cache")
            #expect(answer["vary"] == "X-API-Key, Authorization, Accept-Language, X-App-Schema, Origin")
            let tag = try #require(answer["etag"])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 2, "\(tag)")
        }
    }

    /// `{tag}` stands for the tag of the answer.
    @Test(
        arguments: [
            ("{tag}", true), ("W/{tag}", true), ("*", true), (" * ", true), ("\"other\", {tag}", true),
            ("\"a,b\",W/{tag}  ", true), (",, {tag},", true), ("\"other\"", false), ("{tag}x", false),
            ("", false),
            ("W/", false), ("\"*\"", false), ("**", false), ("w/{tag}", false), ("{tag", false),
        ], targets)
    func `a client that has the answer gets none, and any other gets all of it`(
        row: (field: String, isKnown: Bool), target: String
    ) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let first = try shop.send("GET", target, key: .server)
        let tag = try #require(first["etag"])
        let field = row.field.replacing("{tag}", with: tag)
        for method in ["GET", "GET", "HEAD"] {
            // The screen was kept by the first request; another loop has to make it.
            let answers = [
                try shop.send(method, target, key: .server, headers: [("If-None-Match", field)]),
                try shop.onFreshLoop {
                    try shop.send(method, target, key: .server, headers: [("If-None-Match", field)])
                },
            ]
            for answer in answers {
                #expect(answer.status == (row.isKnown ? 304 : 200), "\(field): \(answer)")
                #expect(answer.body.isEmpty == (row.isKnown || method == "HEAD"))
                #expect(answer["etag"] == tag && answer["cache-control"] == "private, no-cache")
                #expect(answer["x-request-id"] != nil)
            }
        }
    }

    @Test(arguments: targets)
    func `a list may come on several lines`(target: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let tag = try #require(try shop.send("GET", target, key: .server)["etag"])
        for (tags, status) in [
            (["\"other\"", tag], 304), ([tag, "\"other\""], 304), (["\"other\"", "\"another\""], 200),
        ] {
            let fields = tags.map { ("If-None-Match", $0) }
            // The first of them may be answered from what was kept, the third from what was recalled.
            for _ in 1...3 {
                #expect(
                    try shop.send("GET", target, key: .server, headers: fields).status == status, "\(tags)")
            }
            let fresh = try shop.onFreshLoop { try shop.send("GET", target, key: .server, headers: fields) }
            #expect(fresh.status == status, "\(tags)")
        }
    }

    /// `{tag}` stands for the tag of the answer.
    @Test(
        arguments: [
            ("{tag}", true), ("*", true), (" * ", true), ("\"other\", {tag}", true), (",, {tag},", true),
            ("W/{tag}", false), ("\"other\"", false), ("{tag}x", false), ("", false), ("**", false),
        ], targets)
    func `an answer that is not what the client asks for is none`(
        row: (field: String, holds: Bool), target: String
    ) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let tag = try #require(try shop.send("GET", target, key: .server)["etag"])
        let fields = [("If-Match", row.field.replacing("{tag}", with: tag))]
        for method in ["GET", "GET", "HEAD"] {
            let answer = try shop.send(method, target, key: .server, headers: fields)
            #expect(answer.status == (row.holds ? 200 : 412), "\(fields): \(answer)")
            if !row.holds, method == "GET" { #expect(answer.code == "precondition_failed") }
        }
        // If-Match is looked at first (RFC 9110 §13.2.2).
        let both = try shop.send("GET", target, key: .server, headers: fields + [("If-None-Match", tag)])
        #expect(both.status == (row.holds ? 304 : 412))
    }

    @Test func `a condition matters only where there would be a success without it`() throws {
        let shop = try APIShop()
        let fields = [("If-Match", "\"other\"")]
        #expect(
            try shop.send("GET", "/v1/customers/nobody/balance", key: .server, headers: fields).status == 404)
        #expect(try shop.send("GET", "/v1/customers/nobody/balance", headers: fields).status == 401)
        try shop.customer("customer-one", coins: 10)
        let target = "/v1/customers/customer-one/balance"
        #expect(try shop.send("GET", target, key: .server, headers: fields).status == 412)
        #expect(try shop.send("GET", target, key: .server, headers: [("If-Match", "*")]).status == 200)
    }

    @Test(arguments: ["*", "\"other\"", ""])
    func `a write under a condition is not done`(field: String) throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let answer = try shop.send(
            "PUT", "/v1/customers/customer-one", key: .write, headers: [("If-Match", field)],
            body: #"{"name": "Changed"}"#)
        #expect(answer.status == 412 && answer.code == "precondition_failed", "\(answer)")
        let customer = try shop.send("GET", "/v1/customers/customer-one/screens/home", key: .server)
        #expect(!customer.text.contains("Changed"), "\(customer)")
        #expect(
            try shop.send(
                "PUT", "/v1/customers/customer-new", key: .write, headers: [("If-Match", field)], body: "{}"
            )
            .status == 412)
        #expect(try shop.send("GET", "/v1/customers/customer-new/balance", key: .server).status == 404)
    }

    @Test func `another language, schema or page has another tag`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        try shop.credit("customer-one", 5)
        func tag(_ query: String = "", _ headers: [(String, String)] = []) throws -> String? {
            try shop.send(
                "GET", "/v1/customers/customer-one/screens/history\(query)", key: .server, headers: headers)[
                    "etag"]
        }
        let tags = [try tag(), try tag("?limit=1"), try tag("", [("Accept-Language", "hi")])]
        #expect(Set(tags).count == 3 && !tags.contains(nil))
    }

    @Test func `a tag is the same after a restart, and another once the content is`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        func tag() throws -> String? {
            try shop.send("GET", "/v1/customers/customer-one/screens/home", key: .server)["etag"]
        }
        let first = try tag()
        #expect(try shop.onFreshLoop { try tag() } == first)
        shop.clock.advance(by: .seconds(3_600))
        #expect(try shop.onFreshLoop { try tag() } == first)
        try shop.credit("customer-one", 5)
        #expect(try tag() != first)
    }

    @Test func `bytes that differ anywhere have different tags`() {
        var seen: Set<FastHash> = []
        var count = 0
        for length in 0..<70 {
            let base = [UInt8](repeating: 0, count: length)
            seen.insert(FastHash.of(base))
            count += 1
            for place in 0..<length {
                for bit in [0x01, 0x80] as [UInt8] {
                    var other = base
                    other[place] ^= bit
                    seen.insert(FastHash.of(other))
                    count += 1
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test func `answers to writes, plain resources and problems are kept by nobody`() throws {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 10)
        let answers = [
            try shop.send("GET", "/v1/customers/customer-one/balance", key: .server),
            try shop.send("PUT", "/v1/customers/customer-one", key: .write, body: "{}"),
            try shop.send("GET", "/v1/program"),
        ]
        for answer in answers {
            #expect(answer["cache-control"] == "no-store" && answer["etag"] == nil, "\(answer)")
        }
    }
}
