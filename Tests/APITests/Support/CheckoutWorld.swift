import Foundation
import Model
import Testing

@testable import API
@testable import Engine

/// Numbers from a seed: the same ones for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in so many of a hundred.
    mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Many checkouts of one customer at once, each with what its shop knows of it: performs that are repeated, whose answers
/// are never read, that are taken back in whole or in part, and tried again.
///
/// A shop knows what it was told. What it was not told, because it closed the connection, it asks for again under the same
/// reference, as any shop would.
final class CheckoutWorld {
    static let customer = "customer-one"
    /// One coin takes off so many minor units.
    static let worth: Int64 = 100

    /// One reference at one attempt.
    struct Purchase: Hashable {
        var reference: String
        var attempt: Int64
    }

    /// What a shop knows of a purchase.
    enum Known: Equatable {
        /// It asked, and has no answer.
        case unknown
        /// A discount stands that cost so many coins; `isOpen` while no order is known.
        case standing(coins: Int64, isOpen: Bool)
        /// There is none: refused, taken back, or overtaken by its revert.
        case nothing
    }

    let shop: APIShop
    let socket: SocketShop
    let channel: Channel
    private let webhookID: String
    private(set) var numbers: SeededNumbers
    private(set) var known: [Purchase: Known] = [:]
    /// The coins that each purchase asks for.
    private var asked: [Purchase: Int64] = [:]
    /// The coins that came back of each that had been paid: a repeated perform tells what it told first, so the shop keeps
    /// the parts by itself.
    private var returned: [Purchase: Int64] = [:]
    /// Those of which a shop wants all back: whatever else it asked before may still be on its way, so that it knows
    /// them to be nothing only once a revert was answered.
    private var unwanted: Set<Purchase> = []
    /// Those that were performed with their order, by whoever asked.
    private var ordered: Set<Purchase> = []
    private(set) var requests = 0
    private(set) var dropped = 0

    init(_ channel: Channel, coins: Int64, seed: UInt64) throws {
        let rule = #"{"value": {"coins": 1, "amount": \#(Self.worth)}}"#
        let programme = APIShop.programme().replacing(
            #""custom_checkout": {"minimum_cart_amount": 50000}, "gokwik": {"maximum_discount": 100}"#,
            with: ConnectorKind.allCases.compactMap(\.channel).map { #""\#($0.rawValue)": \#(rule)"# }
                .joined(separator: ", "))
        shop = try APIShop(programme: programme)
        self.channel = channel
        numbers = SeededNumbers(seed)
        try shop.customer(Self.customer, coins: coins)
        webhookID = try shop.initialise(channel.rawValue)
        socket = try SocketShop(shop, loops: 3)
    }

    /// Plays rounds of checkouts, all requests of a round before any answer of it is read.
    func play(checkouts: Int, rounds: Int) throws {
        for round in 0..<rounds {
            var exchanges: [Exchange] = []
            for number in 0..<checkouts { exchanges += step(of: "order-\(number)", first: round == 0) }
            try carryOut(exchanges.shuffled(using: &numbers))
        }
    }

    /// Asks for whatever is not known, until everything is.
    func settleDoubts() throws {
        while true {
            let open = known.filter { $0.value == .unknown }.keys.sorted {
                ($0.reference, $0.attempt) < ($1.reference, $1.attempt)
            }
            guard !open.isEmpty else { return }
            try carryOut(
                open.map { purchase in
                    let isUnwanted = unwanted.contains(purchase)
                    let again = Act.perform(purchase, withOrder: ordered.contains(purchase))
                    return Exchange(isUnwanted ? .revert(purchase, coins: nil) : again, isRead: true)
                })
        }
    }

    /// Tells the orders of some of those that are open, so that their coins are spent.
    func placeOrders(percent: Int) throws {
        var exchanges: [Exchange] = []
        for (purchase, state) in known.sorted(by: {
            ($0.key.reference, $0.key.attempt) < ($1.key.reference, $1.key.attempt)
        }) {
            guard case .standing(_, isOpen: true) = state, numbers.happens(percent) else { continue }
            exchanges.append(Exchange(.perform(purchase, withOrder: true), isRead: true))
        }
        try carryOut(exchanges)
    }

    /// The deadline of whatever is open passes.
    func letOpenOnesLapse() {
        shop.clock.advance(by: .seconds(31 * 60))
        for (purchase, state) in known {
            if case .standing(_, isOpen: true) = state { known[purchase] = .nothing }
        }
    }

    /// The coins of all discounts that stand, as the shops know them.
    var standing: (held: Int64, spent: Int64) {
        known.values.reduce(into: (0, 0)) { sums, state in
            guard case .standing(let coins, let isOpen) = state else { return }
            if isOpen { sums.held += coins } else { sums.spent += coins }
        }
    }
}

/// The exchanges with the service.
extension CheckoutWorld {
    /// What a shop sends.
    enum Act {
        case perform(Purchase, withOrder: Bool)
        /// All that is left, or so many coins.
        case revert(Purchase, coins: Int64?)
    }

    /// An act, and whether its answer is read.
    struct Exchange {
        var act: Act
        var isRead: Bool
        init(_ act: Act, isRead: Bool) { (self.act, self.isRead) = (act, isRead) }
    }

    /// What one checkout does next: usually one thing, sometimes two at once.
    private func step(of reference: String, first: Bool) -> [Exchange] {
        let attempt: Int64 = numbers.happens(15) ? 2 : 1
        let purchase = Purchase(reference: reference, attempt: attempt)
        if asked[purchase] == nil { asked[purchase] = Int64.random(in: 1...40, using: &numbers) }
        let isRead = !numbers.happens(25)
        if first || numbers.happens(50) {
            if numbers.happens(40) { ordered.insert(purchase) }
            let act = Act.perform(purchase, withOrder: ordered.contains(purchase))
            let one = Exchange(act, isRead: isRead)
            // A retry that does not wait for the first answer.
            return numbers.happens(20) ? [one, Exchange(act, isRead: true)] : [one]
        }
        if case .standing(let coins, _)? = known[purchase], coins > 1, numbers.happens(30) {
            // How much came back is told in the answer alone, so a shop that asks for a part waits for it.
            return [
                Exchange(.revert(purchase, coins: Int64.random(in: 1..<coins, using: &numbers)), isRead: true)
            ]
        }
        unwanted.insert(purchase)
        let one = Exchange(.revert(purchase, coins: nil), isRead: isRead)
        return numbers.happens(20) ? [one, one] : [one]
    }

    /// Sends everything, then reads what is to be read.
    private func carryOut(_ exchanges: [Exchange]) throws {
        for batch in stride(from: 0, to: exchanges.count, by: Self.connectionsMax) {
            let part = exchanges[batch..<min(batch + Self.connectionsMax, exchanges.count)]
            let clients = try part.map { exchange -> SocketClient? in
                let client = SocketClient(port: socket.port)
                client.send(try text(of: exchange.act))
                requests += 1
                if exchange.isRead { return client }
                // The connection closes here, while the service may not even have read the request.
                dropped += 1
                return nil
            }
            learn(
                try zip(part, clients).map { exchange, client in
                    (exchange, try client.map { try TestResponse(parsing: $0.readToEnd()) })
                })
        }
    }

    private static let connectionsMax = 200

    /// What the shops know after a batch: an answer that was read counts, unless something else went on about the same
    /// purchase at the same time; then they ask again.
    private func learn(_ told: [(exchange: Exchange, answer: TestResponse?)]) {
        var counts: [Purchase: Int] = [:]
        for (exchange, _) in told { counts[Self.purchase(of: exchange.act), default: 0] += 1 }
        for (exchange, answer) in told {
            let purchase = Self.purchase(of: exchange.act)
            guard let answer, counts[purchase] == 1 else {
                known[purchase] = .unknown
                continue
            }
            let state = state(after: exchange.act, answer)
            if case .standing = state, unwanted.contains(purchase) {
                known[purchase] = .unknown
            } else {
                known[purchase] = state
            }
        }
    }

    private func state(after act: Act, _ answer: TestResponse) -> Known {
        switch act {
        case .perform(let purchase, let withOrder):
            guard answer.status == 200 || answer.status == 201 else {
                #expect(answer.status == 409, "\(answer)")
                #expect(
                    ["already_reverted", "insufficient_coins", "hold_not_open"].contains(answer.code),
                    "\(answer)")
                return .nothing
            }
            let hold = answer.json["hold"]
            let coins = hold?["coins"]?.integer ?? -1
            #expect(hold?["discount"]?["amount"]?.integer == coins * Self.worth, "\(answer)")
            let isOpen = hold?["status"]?.string == "open"
            #expect(!isOpen || !withOrder, "\(answer)")
            return .standing(coins: coins - (isOpen ? 0 : returned[purchase] ?? 0), isOpen: isOpen)
        case .revert(let purchase, let coins):
            guard let coins else {
                #expect(answer.status == 200, "\(answer)")
                return .nothing
            }
            guard answer.status == 200, case .standing(let before, let isOpen)? = known[purchase] else {
                Issue.record("a part of what stands comes back: \(answer)")
                return .unknown
            }
            #expect(answer.json["returned"]?.integer == coins, "\(answer)")
            if !isOpen { returned[purchase, default: 0] += coins }
            return .standing(coins: before - coins, isOpen: isOpen)
        }
    }

    private static func purchase(of act: Act) -> Purchase {
        switch act {
        case .perform(let purchase, _), .revert(let purchase, _): purchase
        }
    }

    private func text(of act: Act) throws -> String {
        let purchase = Self.purchase(of: act)
        let names = """
            "customer_id": "\(Self.customer)", "reference": "\(purchase.reference)", "attempt": \(purchase.attempt)
            """
        let body: String
        switch act {
        case .perform(_, let withOrder):
            let order = withOrder ? #", "order_id": "\#(purchase.reference)-\#(purchase.attempt)""# : ""
            body = """
                {"action": "perform", \(names), "currency": "INR", "total": 100000, "coins": \
                \(asked[purchase] ?? 1)\(order)}
                """
        case .revert(_, let coins):
            body =
                #"{"action": "revert", \#(names)\#(coins.map { ", \"coins\": \($0), \"revert_id\": \"\(UUID())\"" } ?? "")}"#
        }
        return """
            POST /v1/checkout/\(webhookID) HTTP/1.1\r
            Host: shop.test\r
            Connection: close\r
            Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
    }
}

extension APIShop {
    /// The Secret Webhook ID of a connector that is set up now.
    func initialise(_ connector: String, key: KeyName = .admin) throws -> String {
        let made = try administer("POST", "connectors/\(connector)/initialise", key: key)
        #expect(made.status == 201, "\(made)")
        return try #require(made.json["webhook_id"]?.string)
    }
}
