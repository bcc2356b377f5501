import Model
import Store
import Testing

@testable import Engine

/// Orders with lines, and their refunds, in a test's own words.
extension TestBooks {
    /// An order with lines. Its total and subtotal follow from the lines unless they are given.
    @discardableResult
    func order(
        _ order: String, of name: String, lines: [OrderLine], total: Int64? = nil, subtotal: Int64? = nil,
        tax: Int64? = nil, shipping: Int64? = nil, coinsDiscount: Int64? = nil, state: OrderState = .paid,
        placed: String? = nil, currency: String = "USD", connector: String? = nil
    ) throws -> PutOrder.Receipt {
        let paid = lines.reduce(0) { $0 + $1.paid }
        let gross = lines.reduce(0) { $0 + $1.amount }
        let input = PutOrder.Input(
            id: try #require(OrderID(order)), customer: try id(name), state: state,
            placedAt: try placed.map { try instant($0) } ?? clock.now(), currency: currency,
            total: total ?? paid, subtotal: subtotal ?? gross, tax: tax, shipping: shipping,
            coinsDiscount: coinsDiscount, lines: lines, connector: connector)
        return try run { try PutOrder.run(input, in: $0) }
    }

    /// Refunds lines, or an amount, or all that is left.
    @discardableResult
    func refund(
        _ order: String, _ refund: String, lines: [(String, Int64)]? = nil, amount: Int64? = nil,
        asCredit: Bool = false, at time: String? = nil
    ) throws -> RefundOrder.Receipt {
        var part = RefundOrder.Part.rest
        if let amount { part = .amount(amount) }
        if let lines { part = .lines(lines.map { RefundOrder.Line(id: $0.0, quantity: $0.1) }) }
        let input = RefundOrder.Input(
            order: try #require(OrderID(order)), refund: try #require(RefundID(refund)), part: part,
            isStoreCredit: asCredit, occurredAt: try time.map { try instant($0) })
        return try run { try RefundOrder.run(input, in: $0) }
    }

    /// The order as the books have it.
    func order(_ order: String) throws -> Order {
        let number = try #require(OrderID(order))
        return try run { try $0.snapshot.order(number) }
    }

    /// What a cart would earn.
    func preview(_ cart: Cart, of name: String?) throws -> EarningPreview {
        guard let name else { return try run { try $0.snapshot.cartPreview(cart, of: nil) } }
        return try read(name) { try $0.cartPreview(cart, of: $1) }
    }

    /// The newest entries' explanations, newest first.
    func explanations(_ name: String, _ wallet: Wallet = .coins) throws -> [Explanation] {
        try read(name) { snapshot, customer in
            let page = Snapshot.PageRequest(limit: 100)
            return try snapshot.history(of: customer, wallet: wallet, page: page).items.map {
                try snapshot.explanation(of: $0)
            }
        }
    }

    /// What `verify` finds wrong.
    func faults() throws -> [String] { try Verification.run(on: engine).faults.map(\.description) }
}

/// A line in few words.
func line(
    _ id: String, _ amount: Int64, quantity: Int64 = 1, discount: Int64 = 0, product: String? = nil,
    in collections: [String] = [], tags: [String] = []
) -> OrderLine {
    OrderLine(
        id: id, product: product, collections: collections, tags: tags, quantity: quantity, amount: amount,
        discount: discount)
}
