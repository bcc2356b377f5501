import Model
import Store
import Testing

@testable import Engine

/// Quotes, holds and checkouts in a test's own words.
extension TestBooks {
    func cart(_ total: Int64, in channel: Channel = .app, _ wanted: QuoteRequest.Wanted = .most)
        -> QuoteRequest
    {
        QuoteRequest(channel: channel, total: total, subtotal: total, wanted: wanted)
    }

    @discardableResult
    func quote(_ request: QuoteRequest, for name: String) throws -> CreateQuote.Receipt {
        let input = CreateQuote.Input(customer: try id(name), request: request, currency: "USD")
        return try run { try CreateQuote.run(input, in: $0) }
    }

    @discardableResult
    func hold(_ request: QuoteRequest, for name: String) throws -> Hold {
        let input = OpenHold.Input(customer: try id(name), basis: .cart(request, currency: "USD"))
        return try run { try OpenHold.run(input, in: $0) }.hold
    }

    @discardableResult
    func hold(quote: String, for name: String) throws -> Hold {
        let input = OpenHold.Input(customer: try id(name), basis: .quote(quote))
        return try run { try OpenHold.run(input, in: $0) }.hold
    }

    @discardableResult
    func commit(_ hold: Hold, order: String? = nil) throws -> Hold {
        let input = CommitHold.Input(hold: hold.number, order: order.flatMap { OrderID($0) })
        return try run { try CommitHold.run(input, in: $0) }.hold
    }

    @discardableResult
    func release(_ hold: Hold, coins: Coins? = nil, credits: Int64? = nil) throws -> Hold {
        let input = ReleaseHold.Input(hold: hold.number, coins: coins, credits: credits)
        return try run { try ReleaseHold.run(input, in: $0) }.hold
    }

    @discardableResult
    func perform(
        _ request: QuoteRequest, for name: String, reference: String?, attempt: Int64 = 1,
        order: String? = nil, isFinal: Bool = false
    ) throws -> PerformCheckout.Receipt {
        let input = PerformCheckout.Input(
            customer: try id(name), request: request, currency: "USD", reference: reference,
            attempt: attempt, order: order.flatMap { OrderID($0) }, isFinal: isFinal)
        return try run { try PerformCheckout.run(input, in: $0) }
    }

    @discardableResult
    func revert(
        _ request: QuoteRequest? = nil, in connector: Channel = .customCheckout, of name: String,
        reference: String?, attempt: Int64 = 1, coins: Coins? = nil
    ) throws -> RevertCheckout.Receipt {
        let input = RevertCheckout.Input(
            connector: connector, customer: try id(name), reference: reference, attempt: attempt,
            total: request?.total, coins: coins)
        return try run { try RevertCheckout.run(input, in: $0) }
    }

    /// Available, pending and held coins.
    func parts(_ name: String, _ wallet: Wallet = .coins) throws -> [Coins] {
        let facts = try self.wallet(name, wallet)
        return [facts.available, facts.pending, facts.held]
    }
}

extension TestProgramme {
    /// Rules of channels, as JSON text of their members; one coin is one cent.
    static func redeeming(_ channels: [String: String] = ["app": ""]) -> TestProgramme {
        TestProgramme().redeeming(channels)
    }

    /// The same with rules of channels.
    func redeeming(_ channels: [String: String]) -> TestProgramme {
        let rules = channels.map { name, more in
            #""\#(name)": {"value": {"coins": 1, "amount": 1}\#(more.isEmpty ? "" : ", " + more)}"#
        }
        return with { $0.more.append(#""redemption": {"channels": {\#(rules.joined(separator: ", "))}}"#) }
    }
}

extension TestBooks {
    /// A quote becomes a coupon.
    @discardableResult
    func redeem(quote: String, by name: String) throws -> RedeemReward.Receipt {
        let input = RedeemQuote.Input(customer: try id(name), quote: quote)
        return try run { try RedeemQuote.run(input, in: $0) }
    }
}
