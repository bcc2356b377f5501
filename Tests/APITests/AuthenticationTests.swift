@testable import API
import Engine
import HTTPServer
import Model
import Testing

/// Every route with every kind of credential (rules 11.1–11.3).
struct AuthenticationTests {
    /// What a request is sent with.
    enum Credential: String, CaseIterable {
        case none, unknownKey, twoKeys, expiredKey, revokedKey
        case read, readWithToken, readWithTokenOfAnother, readWithForgedToken, readWithExpiredToken
        case readWithBasic, readWithTokenOfTestMode, readWithTokenOfAnotherBrand
        case server, serverWithToken, serverWithTokenOfAnother, write, admin
        case keyOfAnotherBrand, serverKeyOfAnotherBrand, testKeyWithLiveToken, writeKeyOfTestMode
    }

    /// What the rules say of a route and a credential; the table that the service is held against.
    enum Expected: Equatable {
        /// Whatever the handler says: neither 401 nor 403, nor that there is no such customer.
        case passes
        case refused(Int, String)
        /// A book in which this customer is nobody: not there, or made there anew.
        case otherBook
    }

    static let ownID = "customer-one"
    static let otherID = "customer-two"
    private static let tokenNeeded = Expected.refused(401, "token_missing")
    private static let hidden = Expected.refused(404, "customer_not_found")

    static func expected(_ route: Route, _ credential: Credential) -> Expected {
        switch route.access {
        case .open: return .passes
        case .signature, .webhook: return .refused(404, "not_found")
        default: break
        }
        switch credential {
        case .none, .twoKeys: return .refused(401, "key_missing")
        case .unknownKey, .expiredKey, .revokedKey: return .refused(401, "key_invalid")
        default: break
        }
        switch route.access {
        case .programme: return .passes
        case .programmeOrCustomer: return expectedOfAnybody(credential)
        case .write: return expectedOfWrite(credential)
        case .admin: return credential == .admin ? .passes : .refused(403, "scope_missing")
        default: return expectedOfCustomer(credential, acts: !route.isReading)
        }
    }

    /// A token is not needed, but one that is sent must be good.
    private static func expectedOfAnybody(_ credential: Credential) -> Expected {
        switch expectedOfCustomer(credential, acts: true) {
        case .refused(401, "token_missing") where credential != .readWithBasic: .passes
        case .refused(403, _), .refused(404, _), .otherBook: .passes
        case let expected: expected
        }
    }

    private static func expectedOfWrite(_ credential: Credential) -> Expected {
        switch credential {
        case .write: .passes
        case .writeKeyOfTestMode: .otherBook
        default: .refused(403, "scope_missing")
        }
    }

    private static func expectedOfCustomer(_ credential: Credential, acts: Bool) -> Expected {
        switch credential {
        case .readWithToken, .serverWithToken, .write: .passes
        case .read, .readWithBasic, .keyOfAnotherBrand: tokenNeeded
        case .readWithTokenOfAnother: hidden
        case .readWithExpiredToken: .refused(401, "token_expired")
        case .readWithForgedToken, .readWithTokenOfTestMode, .readWithTokenOfAnotherBrand,
            .testKeyWithLiveToken:
            .refused(401, "token_invalid")
        case .server: acts ? tokenNeeded : .passes
        case .serverWithTokenOfAnother: acts ? hidden : .passes
        case .serverKeyOfAnotherBrand: acts ? tokenNeeded : .otherBook
        case .admin: .refused(403, "scope_missing")
        case .writeKeyOfTestMode: .otherBook
        case .none, .unknownKey, .twoKeys, .expiredKey, .revokedKey: .passes
        }
    }

    @Test func `every route has a request that the credentials are tried on`() {
        #expect(RouteRequest.routeNames == Set(Routes.all.map(\.name)))
    }

    /// What changes who is there.
    private static let lastRoutes = ["eraseCustomer", "putCustomer"]

    @Test(arguments: Credential.allCases)
    func `every route takes the credentials that it should and no others`(credential: Credential) throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID, coins: 10)
        try shop.customer(Self.otherID, coins: 20)
        try shop.put(order: "order-7", of: Self.ownID, total: 500)
        let credentials = try Self.headers(credential, in: shop)
        // The one that makes a customer comes last: until then, another book has none.
        let routes =
            Routes.all.filter { !Self.lastRoutes.contains($0.name) }
            + Self.lastRoutes.compactMap { name in Routes.all.first { $0.name == name } }
        for (number, route) in routes.enumerated() {
            let request = try #require(RouteRequest.of(route, customer: Self.ownID))
            var headers = credentials
            if route.repeats == .byKey { headers.append(("Idempotency-Key", "try-\(number)")) }
            let answer = try shop.send(
                request.method, request.target, headers: headers, body: request.body)
            Self.check(
                answer, is: Self.expected(route, credential),
                "\(route.access) \(route.name) with \(credential)")
        }
    }

    private static func check(_ answer: TestResponse, is expected: Expected, _ place: String) {
        switch expected {
        case .passes:
            #expect(answer.status != 401 && answer.status != 403, "\(place): \(answer)")
            #expect(answer.code != "customer_not_found", "\(place): \(answer)")
        case .refused(let status, let code):
            #expect(answer.status == status && answer.code == code, "\(place): \(answer)")
            let challenge = answer["www-authenticate"]
            #expect((challenge != nil) == (status == 401), "\(place): \(answer)")
            if status == 403 {
                let scope = place.hasPrefix("admin") ? "admin" : "write"
                #expect(answer.json["scope"]?.string == scope, "\(place): \(answer)")
            }
        case .otherBook:
            let isNobody = ["customer_not_found", "order_not_found", "coupon_not_found", "hold_not_found"]
                .contains(answer.code)
            let isMade = answer.status == 201 && answer.json["customer_id"] != nil
            let reason = answer.json["reason"] ?? answer.json["items"]?[0]?["reason"]
            let isUnawarded = reason?.string == "customer_unknown"
            let isCounted = answer.status == 201 && answer.json["tickets"] != nil
            // Nothing has happened in that book.
            let isQuiet = answer.json["has_more"]?.bool == false && answer.json["items"]?.count == 0
            #expect(isNobody || isMade || isUnawarded || isCounted || isQuiet, "\(place): \(answer)")
        }
    }

    private static func headers(_ credential: Credential, in shop: APIShop) throws -> [(String, String)] {
        func key(_ name: APIShop.KeyName) throws -> (String, String) { ("X-API-Key", try shop.key(name)) }
        func bearer(_ token: String) -> (String, String) { ("Authorization", "Bearer \(token)") }
        switch credential {
        case .none: return []
        case .unknownKey: return [("X-API-Key", "lbw_live_" + String(repeating: "A", count: 32))]
        case .twoKeys: return [try key(.write), try key(.write)]
        case .expiredKey:
            _ = try Keys.rotate(try shop.made(.write).key.id, overlapSeconds: 60, on: shop.engine)
            shop.clock.advance(by: .seconds(60))
            return [try key(.write)]
        case .revokedKey:
            _ = try Keys.revoke(try shop.made(.write).key.id, on: shop.engine)
            return [try key(.write)]
        case .read: return [try key(.read)]
        case .readWithToken: return [try key(.read), bearer(try shop.token(ownID))]
        case .readWithTokenOfAnother: return [try key(.read), bearer(try shop.token(otherID))]
        case .readWithForgedToken:
            return [try key(.read), bearer(String(try shop.token(ownID).dropLast(4)) + "AAAA")]
        case .readWithExpiredToken:
            let token = try shop.token(ownID, lifetimeSeconds: 60)
            shop.clock.advance(by: .seconds(60))
            return [try key(.read), bearer(token)]
        case .readWithBasic: return [try key(.read), ("Authorization", "Basic Zm9vOmJhcg==")]
        case .readWithTokenOfTestMode:
            let book = try shop.book("corner-shop", .test)
            return [try key(.read), bearer(try shop.token(ownID, in: book))]
        case .readWithTokenOfAnotherBrand:
            return [try key(.read), bearer(try shop.token(ownID, in: try shop.book("other-shop")))]
        case .server: return [try key(.server)]
        case .serverWithToken: return [try key(.server), bearer(try shop.token(ownID))]
        case .serverWithTokenOfAnother: return [try key(.server), bearer(try shop.token(otherID))]
        case .write: return [try key(.write)]
        case .admin: return [try key(.admin)]
        case .keyOfAnotherBrand: return [try key(.otherRead)]
        case .serverKeyOfAnotherBrand: return [try key(.otherServer)]
        case .testKeyWithLiveToken: return [try key(.testRead), bearer(try shop.token(ownID))]
        case .writeKeyOfTestMode: return [try key(.testWrite)]
        }
    }

    @Test func `not yours and not there are the same answer`() throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID)
        try shop.customer(Self.otherID)
        let ids = [Self.otherID, "nobody-at-all", "short"]
        let answers = try ids.map { id in
            try shop.send(
                "GET", "/v1/customers/\(id)/balance", key: .read, token: Self.ownID,
                headers: [("X-Request-Id", "same")]
            ).text.replacing(id, with: "ID")
        }
        #expect(Set(answers).count == 1, "\(answers)")
    }

    @Test func `me is the customer of the token, with every key that takes one`() throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID, coins: 10)
        for key in [APIShop.KeyName.read, .server, .write] {
            let mine = try shop.send("GET", "/v1/customers/me/balance", key: key, token: Self.ownID)
            #expect(mine.json["customer_id"]?.string == Self.ownID, "\(mine)")
            let nobody = try shop.send("GET", "/v1/customers/me/balance", key: key)
            #expect(nobody.status == 401 && nobody.code == "token_missing", "\(nobody)")
        }
    }

    @Test func `a kept screen is good for no longer than its credentials`() throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID, coins: 10)
        let token = try shop.token(Self.ownID, lifetimeSeconds: 120)
        let bearer = ("Authorization", "Bearer \(token)")
        func screen() throws -> TestResponse {
            try shop.send("GET", "/v1/customers/me/screens/wallet", key: .read, headers: [bearer])
        }
        #expect(try screen().status == 200)
        #expect(try screen().status == 200)
        shop.clock.advance(by: .seconds(119))
        #expect(try screen().status == 200)
        shop.clock.advance(by: .seconds(1))
        #expect(try screen().code == "token_expired")
        let server = "/v1/customers/\(Self.ownID)/screens/wallet"
        #expect(try shop.send("GET", server, key: .server).status == 200)
        #expect(try shop.send("GET", server, key: .server).status == 200)
        _ = try Keys.revoke(try shop.made(.server).key.id, on: shop.engine)
        #expect(try shop.send("GET", server, key: .server).code == "key_invalid")
    }

    @Test func `the end of a rotated key ends its kept screens`() throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID)
        _ = try Keys.rotate(try shop.made(.server).key.id, overlapSeconds: 600, on: shop.engine)
        let server = "/v1/customers/\(Self.ownID)/screens/wallet"
        #expect(try shop.send("GET", server, key: .server).status == 200)
        shop.clock.advance(by: .seconds(599))
        #expect(try shop.send("GET", server, key: .server).status == 200)
        shop.clock.advance(by: .seconds(1))
        #expect(try shop.send("GET", server, key: .server).code == "key_invalid")
    }

    @Test func `a minted token opens the customer's own screens until it ends`() throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID)
        let minted = try shop.send(
            "POST", "/v1/customers/\(Self.ownID)/tokens", key: .write, body: #"{"expires_in": 300}"#)
        #expect(minted.status == 201, "\(minted)")
        #expect(minted["cache-control"] == "no-store")
        #expect(minted.json["expires_at"]?.string == "2026-11-21T06:05:00Z", "\(minted)")
        let token = try #require(minted.json["token"]?.string)
        func home() throws -> TestResponse {
            try shop.send(
                "GET", "/v1/customers/me/screens/home", key: .read,
                headers: [("Authorization", "bearer \(token)")])
        }
        #expect(try home().json["customer_id"]?.string == Self.ownID)
        shop.clock.advance(by: .seconds(300))
        #expect(try home().code == "token_expired")
        let nobody = try shop.send("POST", "/v1/customers/nobody-here/tokens", key: .write, body: "{}")
        #expect(nobody.code == "customer_not_found", "\(nobody)")
    }

    @Test func `no key, token or signature gets into the log`() throws {
        let shop = try APIShop()
        try shop.customer(Self.ownID)
        let token = try shop.token(Self.otherID)
        _ = try shop.send(
            "GET", "/v1/customers/\(Self.ownID)/balance", key: .read,
            headers: [("Authorization", "Bearer \(token)")])
        _ = try shop.send("GET", "/v1/postbacks/app-install/SIGNATURE", key: .write)
        _ = try shop.send("GET", "/v1/postbacks/app-install/SIGNATURE/", key: .write)
        _ = try shop.send("POST", "/v1/coupons/CS-SECRET/verify", key: .write, body: "{}")
        let text = shop.log.text
        #expect(text.contains("request_failed") && text.contains("customer_not_found"), "\(text)")
        for secret in [token, "SIGNATURE", "CS-SECRET", try shop.key(.read), try shop.key(.write)] {
            #expect(!text.contains(secret))
        }
    }
}
