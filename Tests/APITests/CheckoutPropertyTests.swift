import Foundation
import Model
import Testing

@testable import API
@testable import Engine

/// 200 checkouts of one customer at once, with retries, answers that are never read, reverts and second attempts at random:
/// no discount ever stands without its coins (rules 7.2, 7.3). `LOYALTY_CHECKOUT_WORLDS` plays so many worlds more.
struct CheckoutPropertyTests {
    static let coins: Int64 = 3_000
    static let checkouts = 200

    struct World: Sendable, CustomTestStringConvertible {
        var channel: Channel
        var seed: UInt64
        var testDescription: String { "\(channel.rawValue), seed \(seed)" }
    }

    static var worlds: [World] {
        let more = ProcessInfo.processInfo.environment["LOYALTY_CHECKOUT_WORLDS"].flatMap { Int($0) } ?? 0
        let seeds = [20_261_121, 7] + (0..<more).map { _ in UInt64.random(in: 0..<1_000_000_000) }
        let channels = ConnectorKind.allCases.compactMap(\.channel)
        return seeds.flatMap { seed in channels.map { World(channel: $0, seed: seed) } }
    }

    @Test(arguments: worlds)
    func `coins spent are discounts standing, whatever 200 checkouts at once do`(world: World) throws {
        print("checkouts of \(world)")
        let play = try CheckoutWorld(world.channel, coins: Self.coins, seed: world.seed)
        for _ in 0..<2 {
            try play.play(checkouts: Self.checkouts, rounds: 3)
            try play.settleDoubts()
            try check(play)
        }
        try play.placeOrders(percent: 60)
        try check(play)
        play.letOpenOnesLapse()
        try check(play)
        #expect(play.standing.held == 0 && play.standing.spent > 0)
        #expect(play.dropped > 100 && play.requests > 1_200)
        play.socket.stop()
    }

    /// The shops' sums, the customer's screens and the books agree.
    private func check(_ play: CheckoutWorld) throws {
        let (held, spent) = play.standing
        let shop = play.shop
        let balance = try shop.send("GET", "/v1/customers/\(CheckoutWorld.customer)/balance", key: .server)
        let coins = balance.json["coins"]
        #expect(coins?["held"]?.integer == held)
        #expect(coins?["available"]?.integer == Self.coins - held - spent)
        // Each entry once, and together what is left.
        let entries = try allEntries(in: shop)
        #expect(entries.reduce(0) { $0 + ($1["coins"]?.integer ?? 0) } == Self.coins - spent)
        #expect(entries.allSatisfy { ($0["balance_after"]?.integer ?? -1) >= 0 })
        let card = try shop.send(
            "GET", "/v1/customers/\(CheckoutWorld.customer)/screens/wallet", key: .server
        )
        .json["sections"]?.array.first { $0["type"]?.string == "wallet_card" }
        #expect(card?["coins"]?["available"]?.integer == Self.coins - held - spent)
        #expect(card?["coins"]?["held"]?.integer ?? 0 == held)
        let lots = try shop.send("GET", "/v1/customers/\(CheckoutWorld.customer)/lots", key: .server)
        let left = lots.json["items"]?.array.reduce(0) { $0 + ($1["remaining"]?.integer ?? 0) }
        #expect(left == Self.coins - spent)
        #expect(try Verification.run(on: shop.engine).faults.map(\.description) == [])
    }

    private func allEntries(in shop: APIShop) throws -> [TestJSON] {
        var found: [TestJSON] = []
        var cursor = ""
        while true {
            let page = try shop.send(
                "GET", "/v1/customers/\(CheckoutWorld.customer)/transactions?limit=100\(cursor)", key: .server
            )
            found += page.json["items"]?.array ?? []
            guard let next = page.json["next_cursor"]?.string else { return found }
            cursor = "&cursor=\(next)"
        }
    }
}
