import API
import Engine
import HTTPServer
import Model

/// An order as the feed tells one: everything of it, each time.
struct FeedOrder: Sendable {
    let id: OrderID
    private let customer: FeedCustomer
    private let command: PutOrder.Input
    private let refunds: FeedRefunds
    /// The codes that were used on it.
    private let codes: [String]

    /// - Throws: ``InvalidInput``
    init(_ body: NectorBody, _ currency: Currency) throws {
        let id = try body.parsed("id", expected: OrderID.expected, OrderID.init)
        guard let id else { throw body.fault("id", FieldCode.required, "is required") }
        self.id = id
        customer = try FeedCustomer(try body.object("customer"))
        let named = try body.parsed("currency", expected: "an ISO 4217 code") {
            Currency(code: $0.uppercased())
        }
        let state = try FeedState(body)
        guard let total = try body.shopAmount("total", in: named ?? currency) else {
            throw body.fault("total", FieldCode.required, "is required")
        }
        let lines = try FeedLines.read(body, named ?? currency)
        command = PutOrder.Input(
            id: id, customer: customer.id, state: state.state, placedAt: try Self.placedAt(body) ?? .never,
            currency: (named ?? currency).code, total: total,
            subtotal: try Self.subtotal(body, lines, total: total, named ?? currency),
            tax: try body.shopAmount("total_tax", in: named ?? currency),
            shipping: try body.shopAmount("total_shipping", in: named ?? currency),
            lines: lines, revision: try Self.time(body, "updated_at")?.milliseconds)
        refunds = try FeedRefunds(body, state, named ?? currency)
        codes = try (try body.objects("discount_lines", most: Self.discountsMax) ?? []).compactMap {
            try $0.text("code", most: Self.codeLengthMax)
        }
    }

    /// Discounts of an order, and characters of a code.
    static let discountsMax = 100, codeLengthMax = 128

    /// Writes the order, and what follows: its customer, the coupons that were used on it, its refunds.
    ///
    /// The feed does not say through which checkout an order came: the coins that were spent on it do. Without a time of
    /// placing, the time that is known stands.
    func put(in context: CommandContext, telling checkouts: CheckoutOrders) throws {
        if try context.snapshot.customerIfKnown(customer.id) == nil { try customer.put(in: context) }
        var command = command
        let known = command.placedAt == .never ? try context.snapshot.orderIfKnown(id)?.placedAt : nil
        command.placedAt = min(known ?? command.placedAt, context.now)
        command.connector = try context.snapshot.checkoutChannel(of: id)?.rawValue
        let receipt = try PutOrder.run(command, in: context)
        checkouts.heard(of: receipt.order, of: try context.snapshot.customer(customer.id), in: context)
        guard receipt.order.state != .cancelled else { return }
        for code in codes { try use(code, in: context) }
        try refunds.put(on: id, in: context)
    }

    /// A code that is a coupon of ours is used up; any other discount is the shop's own affair.
    private func use(_ code: String, in context: CommandContext) throws {
        do {
            _ = try UseCoupon.run(
                UseCoupon.Input(code: code, customer: customer.id, order: id), in: context)
        } catch is Refusal {
            // The shop took the code: whether it was good is no reason to lose the order.
        }
    }

    /// Before discounts: what the lines come to, or else the total with the discounts and without tax and shipping.
    private static func subtotal(
        _ body: NectorBody, _ lines: [OrderLine]?, total: Int64, _ currency: Currency
    ) throws -> Int64 {
        if let lines, !lines.isEmpty {
            let sum = lines.reduce(Int128(0)) { $0 + Int128($1.amount) }
            guard sum <= Int128(MoneyLimits.orderAmountMax) else {
                throw body.fault("product_lines", FieldCode.outOfRange, "come to more than an order may")
            }
            return Int64(sum)
        }
        let discounts = try body.shopAmount("discount_total", in: currency) ?? 0
        let tax = try body.shopAmount("total_tax", in: currency) ?? 0
        let shipping = try body.shopAmount("total_shipping", in: currency) ?? 0
        // Each is at most ``MoneyLimits/orderAmountMax``.
        return max(0, min(total + discounts - tax - shipping, MoneyLimits.orderAmountMax))
    }

    private static func placedAt(_ body: NectorBody) throws -> Instant? { try time(body, "created_at") }

    /// A time of RFC 3339, also with a space in place of the T; nil for any other text.
    private static func time(_ body: NectorBody, _ name: String) throws -> Instant? {
        guard let text = try body.text(name, most: 64) else { return nil }
        let written = String(text.map { $0 == " " ? "T" : $0 })
        return (try? Instant(rfc3339: written)) ?? (try? Instant(rfc3339: written + "Z"))
    }
}

/// What the four states of the feed come to (rule 5.1).
struct FeedState: Sendable, Hashable {
    let state: OrderState
    let isRefunded: Bool
    let isPartlyRefunded: Bool

    /// - Throws: ``InvalidInput`` for a state that is no text.
    init(_ body: NectorBody) throws {
        func word(_ name: String) throws -> String {
            try (body.text(name, most: 64) ?? "").lowercased()
        }
        let (status, payment) = (try word("status"), try word("financial_status"))
        let (fulfilment, delivery) = (try word("fulfillment_status"), try word("delivery_status"))
        isRefunded = status == "refunded" || payment == "refunded"
        isPartlyRefunded = status == "partially_refunded" || payment == "partially_refunded"
        if status == "cancelled" || status == "canceled" || payment == "voided" {
            state = .cancelled
        } else if delivery == "delivered" || status == "completed" && delivery.isEmpty {
            state = .delivered
        } else if fulfilment == "fulfilled" || status == "completed" {
            state = .fulfilled
        } else if payment == "paid" || isRefunded || isPartlyRefunded
            || status == "processing" && payment.isEmpty
        {
            state = .paid
        } else {
            state = .created
        }
    }
}

/// The products of an order.
enum FeedLines {
    /// - Returns: Nil where the feed tells no lines.
    /// - Throws: ``InvalidInput``
    static func read(_ body: NectorBody, _ currency: Currency) throws -> [OrderLine]? {
        guard let bodies = try body.objects("product_lines", most: OrderLimits.linesMax) else { return nil }
        var seen: Set<String> = []
        return try bodies.enumerated().map { index, body in
            var line = try line(body, at: index, currency)
            // Two lines of one name are two lines all the same.
            while !seen.insert(line.id).inserted { line.id = "\(line.id.prefix(100))-\(index + 1)" }
            return line
        }
    }

    private static func line(_ body: NectorBody, at index: Int, _ currency: Currency) throws -> OrderLine {
        let length = OrderLimits.nameLengthMax
        let quantity = try body.whole("quantity", in: 1...OrderLimits.quantityMax) ?? 1
        let price = try body.shopAmount("price", in: currency) ?? 0
        let (amount, overflow) = price.multipliedReportingOverflow(by: quantity)
        guard !overflow, amount <= MoneyLimits.orderAmountMax else {
            throw body.fault("price", FieldCode.outOfRange, "comes to more than an order may")
        }
        let discount = try body.shopAmount("discount", in: currency) ?? 0
        return OrderLine(
            id: try body.text("id", most: length) ?? "line-\(index + 1)",
            product: try body.text("product_id", most: length), quantity: quantity, amount: amount,
            discount: min(discount, amount))
    }
}

/// What was paid back of an order, as the feed says it.
struct FeedRefunds: Sendable {
    private enum Part: Sendable {
        case none, rest
        /// All together so far; minor units.
        case upTo(Int64)
        case each([(id: RefundID, amount: Int64)])
    }

    private let part: Part

    /// Refunds one by one, where the feed names them; else what they come to so far; else whether all of it was.
    ///
    /// - Throws: ``InvalidInput``
    init(_ body: NectorBody, _ state: FeedState, _ currency: Currency) throws {
        var refunded: Int64?
        for name in ["refund_total", "total_refunded", "refunded_amount"] where refunded == nil {
            refunded = try body.shopAmount(name, in: currency)
        }
        let listed = try body.objects("refunds", most: Self.refundsMax) ?? []
        let each = try listed.compactMap { try Self.refund($0, currency) }
        if state.isRefunded {
            part = .rest
        } else if !each.isEmpty {
            part = .each(each)
        } else if let refunded, refunded > 0 {
            part = .upTo(refunded)
        } else {
            part = .none
        }
    }

    /// Refunds of one order.
    static let refundsMax = 200
    /// What the ids of refunds begin with that the feed does not name.
    private static let prefix = "feed-"

    private static func refund(
        _ body: NectorBody, _ currency: Currency
    ) throws -> (id: RefundID, amount: Int64)? {
        let id = try body.parsed("id", expected: RefundID.expected, RefundID.init)
        let amount =
            try body.shopAmount("amount", in: currency)
            ?? body.shopAmount("total", in: currency)
        guard let id, let amount, amount > 0 else { return nil }
        return (id, amount)
    }

    /// Books what is not booked yet.
    func put(on id: OrderID, in context: CommandContext) throws {
        let order = try context.snapshot.order(id)
        switch part {
        case .none: return
        case .rest:
            guard order.refunded != .full else { return }
            try refund(Self.prefix + "rest", .rest, of: id, in: context)
        case .upTo(let amount):
            let booked = try context.snapshot.refunds(of: order).reduce(0) { $0 + $1.amount }
            guard amount > booked, order.refunded != .full else { return }
            try refund(Self.prefix + String(amount), .amount(amount - booked), of: id, in: context)
        case .each(let refunds):
            let booked = Set(try context.snapshot.refunds(of: order).map(\.id))
            for each in refunds where !booked.contains(each.id.text) {
                try refund(each.id.text, .amount(each.amount), of: id, in: context)
            }
        }
    }

    private func refund(
        _ name: String, _ part: RefundOrder.Part, of order: OrderID, in context: CommandContext
    ) throws {
        guard let refund = RefundID(name) else { return }
        _ = try RefundOrder.run(
            RefundOrder.Input(order: order, refund: refund, part: part), in: context)
    }
}
