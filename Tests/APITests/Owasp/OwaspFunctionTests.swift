import Foundation
import HTTPServer
import Testing

@testable import API

/// API5:2023, broken function level authorization, by the contract's own word: which credential an operation takes is
/// read from `openapi.yaml`, and every lesser one is refused there.
struct OwaspFunctionTests {
    /// One operation of the contract.
    private struct Operation {
        let id: String
        let method: String
        /// The lines of its description.
        let block: String

        /// Whether the contract lets that credential in.
        func takes(_ scheme: String) -> Bool { block.contains(scheme) }
    }

    private static let operations: [Operation] = {
        let paths = String(decoding: Contract.bytes, as: UTF8.self).components(separatedBy: "\ncomponents:")[
            0]
        var method = ""
        return paths.components(separatedBy: "\n      operationId: ").enumerated().compactMap {
            index, block in
            defer {
                let verbs = block.split(separator: "\n").filter {
                    $0.hasPrefix("    ") && !$0.hasPrefix("     ")
                }
                method =
                    verbs.last.map { String($0.dropFirst(4).prefix { $0 != ":" }).uppercased() } ?? method
            }
            guard index > 0 else { return nil }
            return Operation(id: String(block.prefix { $0 != "\n" }), method: method, block: block)
        }
    }()

    private static func send(
        _ operation: Operation, key: APIShop.KeyName?, token: String?, in shop: APIShop
    ) throws -> TestResponse {
        let route = try #require(Routes.all.first { $0.name == operation.id }, "\(operation.id)")
        let request = try #require(RouteRequest.of(route, customer: "customer-one"))
        #expect(request.method == operation.method, "\(operation.id)")
        var headers = [("Idempotency-Key", "try")]
        if let key { headers.append(("X-API-Key", try shop.key(key))) }
        if let token { headers.append(("Authorization", "Bearer \(try shop.token(token))")) }
        return try shop.send(request.method, request.target, headers: headers, body: request.body)
    }

    private static func shop() throws -> APIShop {
        let shop = try APIShop()
        try shop.customer("customer-one", coins: 500)
        try shop.customer("customer-two")
        try shop.put(order: "order-7", of: "customer-one", total: 500)
        return shop
    }

    /// What a customer may do with a read key and the own token: its own safe actions, and asking.
    private static let own: Set = [
        "redeemReward", "cancelCoupon", "claimReferral", "fireTrigger", "createQuote", "previewCart",
        "listBadges",
    ]

    @Test func `every operation of the contract is tried`() {
        #expect(Set(Self.operations.map(\.id)) == Set(Routes.all.map(\.name)))
    }

    @Test(arguments: [APIShop.KeyName.read, .server])
    func `a read key writes nowhere, with the customer's token or without, but its own safe actions`(
        key: APIShop.KeyName
    ) throws {
        let shop = try Self.shop()
        let before = try shop.send("GET", "/v1/customers/customer-one/transactions", key: .server).text
        for operation in Self.operations where operation.method != "GET" && !Self.own.contains(operation.id) {
            if ["callCheckout", "receivePostbackBody"].contains(operation.id) { continue }
            for token in [nil, "customer-one"] {
                let answer = try Self.send(operation, key: key, token: token, in: shop)
                #expect(
                    answer.status == 403 && answer.code == "scope_missing",
                    "\(operation.id) with \(key) and \(token ?? "no token"): \(answer)")
            }
        }
        #expect(try shop.send("GET", "/v1/customers/customer-one/transactions", key: .server).text == before)
    }

    @Test func `a customer token alone opens nothing`() throws {
        let shop = try Self.shop()
        for operation in Self.operations {
            let route = try #require(Routes.all.first { $0.name == operation.id })
            if route.access == .open || route.access.isSecretPath { continue }
            let answer = try Self.send(operation, key: nil, token: "customer-one", in: shop)
            #expect(answer.status == 401 && answer.code == "key_missing", "\(operation.id): \(answer)")
        }
    }

    @Test func `administration is the admin key's alone, and the admin key moves no coins`() throws {
        let shop = try Self.shop()
        for operation in Self.operations {
            let route = try #require(Routes.all.first { $0.name == operation.id })
            if route.access == .open || route.access.isSecretPath { continue }
            let isAdministration = route.path.hasPrefix("/v1/admin/")
            #expect(isAdministration == (route.access == .admin), "\(operation.id)")
            for key in isAdministration ? [APIShop.KeyName.write, .server, .read] : [.admin] {
                if !isAdministration, ["getProgram", "listBadges", "getGuestScreen"].contains(operation.id) {
                    continue
                }
                let answer = try Self.send(operation, key: key, token: nil, in: shop)
                #expect(
                    answer.status == 403
                        && answer.json["scope"]?.string == (isAdministration ? "admin" : "write"),
                    "\(operation.id) with \(key): \(answer)")
            }
        }
    }
}
