package import Model
internal import Store

/// Refunds an order, or a part of it: by lines, by an amount, or all that is left (rules 5.4–5.7).
///
/// What is taken back and given back follows from all refunds of the order together, so that any split of a refund
/// comes to the same as the whole.
package enum RefundOrder {
    /// What of the order is refunded.
    package enum Part: Sendable, Hashable {
        /// Units by line; no line twice.
        case lines([Line])
        /// Minor units of the order's total.
        case amount(Int64)
        /// All that is left.
        case rest
    }

    /// Units of one line.
    package struct Line: Sendable, Hashable {
        package var id: String
        package var quantity: Int64
        package init(id: String, quantity: Int64) {
            self.id = id
            self.quantity = quantity
        }
    }

    package struct Input: Sendable, Hashable {
        package var order: OrderID
        /// The shop's name for the refund: the same again on the same order is the same refund.
        package var refund: RefundID
        package var part: Part
        /// Whether the money becomes store credit (rule 5.7).
        package var isStoreCredit: Bool
        package var occurredAt: Instant?
        package init(
            order: OrderID, refund: RefundID, part: Part, isStoreCredit: Bool = false,
            occurredAt: Instant? = nil
        ) {
            self.order = order
            self.refund = refund
            self.part = part
            self.isStoreCredit = isStoreCredit
            self.occurredAt = occurredAt
        }
    }

    package struct Receipt: Sendable, Hashable {
        package var order: Order
        package var refund: Refund
        /// Whether the books had it already.
        package var isRepeated: Bool
    }

    /// - Throws: ``Refusal``: `orderNotFound`, `orderCancelled`, `refundIDReused`, `refundExceedsOrder`, `balanceLimit`;
    ///   ``InvalidInput`` for a line that the order does not have.
    package static func run(_ input: Input, in context: CommandContext) throws -> Receipt {
        let present = try context.snapshot.order(input.order)
        try Settle.run(present.customer, in: context)
        let booked = try context.connection.refunds(of: present.id, in: context.book.number)
        let fingerprint = fingerprint(of: input)
        if let known = booked.first(where: { $0.refund.id == input.refund.text }) {
            guard known.fingerprint == fingerprint else { throw Refusal.refundIDReused }
            return Receipt(order: present, refund: known.refund, isRepeated: true)
        }
        guard present.state != .cancelled else { throw Refusal.orderCancelled }
        let before = booked.reduce(Returned.nothing) { $0.adding($1.refund.returned) }
        let asked = try returned(by: input.part, of: present)
        let after = before.adding(asked)
        let share = try share(of: present, before: before, after: after)
        let money = self.money(of: present, before: before, left: share)
        var order = present
        order.refunded = share.ofOrder == .zero ? .full : .partial
        order.updatedAt = context.now
        order.countedSpend = OrderReversal.countedSpend(of: order, after: after)
        let number = Int64(booked.count) + 1
        let outcome = try OrderReversal.run(&order, to: after, because: .refund(number), in: context)
        var refund = Refund(
            id: input.refund.text, number: number, returned: asked, amount: money,
            isStoreCredit: input.isStoreCredit, coinsTakenBack: outcome.takenBack,
            coinsWaived: outcome.waived, coinsReturned: outcome.returned,
            occurredAt: input.occurredAt.map { min($0, context.now) } ?? context.now,
            recordedAt: context.now)
        if input.isStoreCredit { refund.creditSequence = try credit(refund, of: order, share, in: context) }
        try book(refund, fingerprint, order, insteadOf: present, in: context)
        return Receipt(order: order, refund: refund, isRepeated: false)
    }

    /// Writes the refund and the order, and what follows for the tier and a referral.
    private static func book(
        _ refund: Refund, _ fingerprint: Digest, _ order: Order, insteadOf present: Order,
        in context: CommandContext
    ) throws {
        let (transaction, book) = (context.transaction, context.book.number)
        try Spend.count(order, insteadOf: present, at: context.now, in: context)
        try transaction.update(order, in: book)
        let stored = StoredRefund(refund: refund, fingerprint: fingerprint)
        try transaction.insert(stored, of: order.id, actor: context.actor, in: book)
        try QualifyReferral.reject(of: order.customer, by: order, reason: .orderRefunded, in: context)
        try transaction.recordOrderEvent(
            order.id, state: order.state, revision: order.revision, outcome: "refunded",
            actor: context.actor, at: context.now, in: book)
        // Coins that came back to a lot whose grace is over lapse at once.
        try Settle.run(order.customer, in: context)
    }

    private static func returned(by part: Part, of order: Order) throws(InvalidInput) -> Returned {
        switch part {
        case .rest: return .everything
        case .amount(let amount):
            guard (1...MoneyLimits.orderAmountMax).contains(amount) else {
                throw .field(
                    ["amount"], FieldCode.outOfRange,
                    "amount must be from 1 to \(MoneyLimits.orderAmountMax) minor units.")
            }
            return Returned(quantities: [:], amount: amount, isWhole: false)
        case .lines(let lines):
            let known = Set(order.lines.map(\.id))
            var quantities: [String: Int64] = [:]
            for (place, line) in lines.enumerated() {
                guard known.contains(line.id) else {
                    throw .field(
                        ["lines", String(place), "line_id"], FieldCode.notAllowed,
                        "The order has no line \(line.id).")
                }
                guard (1...OrderLimits.quantityMax).contains(line.quantity), quantities[line.id] == nil else {
                    throw .field(
                        ["lines", String(place), "quantity"], FieldCode.outOfRange,
                        "Each line may stand once, with at least one unit.")
                }
                quantities[line.id] = line.quantity
            }
            guard !quantities.isEmpty else {
                throw .field(["lines"], FieldCode.tooShort, "lines must have at least 1 element.")
            }
            return Returned(quantities: quantities, amount: 0, isWhole: false)
        }
    }

    /// What is left of the order after the refund.
    private static func share(of order: Order, before: Returned, after: Returned) throws(Refusal)
        -> RefundRules.Share
    {
        let left = OrderReversal.share(of: order, after: before)
        let exceeds = Refusal.refundExceedsOrder(
            left: RefundRules.part(order.total, of: left.ofOrder), currency: order.currency)
        // Lines that coins have paid for wholly may be left when all of the money is not.
        let isLeft = left.ofOrder != .zero || left.ofDiscount != .zero
        guard !before.isWhole, !after.isWhole || isLeft else { throw exceeds }
        do {
            return try RefundRules.share(of: order.lines, total: order.total, after: after)
        } catch {
            switch error {
            case .exceedsOrder: throw exceeds
            case .tooFine: throw .balanceLimit
            }
        }
    }

    /// What the refund takes off the order's total; whatever the split, all refunds together take all of it.
    private static func money(of order: Order, before: Returned, left share: RefundRules.Share) -> Int64 {
        let stood = RefundRules.part(order.total, of: OrderReversal.share(of: order, after: before).ofOrder)
        return max(0, stood - RefundRules.part(order.total, of: share.ofOrder))
    }

    /// The money as store credit; nil when it is none.
    private static func credit(
        _ refund: Refund, of order: Order, _ share: RefundRules.Share, in context: CommandContext
    ) throws -> Int64? {
        guard refund.amount > 0 else { return nil }
        var wallet = try context.open(.credits, of: order.customer)
        let trace = Trace(.storeCredit).adding("refund", refund.number).adding("amount", refund.amount)
            .adding("remaining", share.ofOrder.text)
        let entry = try wallet.credit(
            refund.amount, terms: OpenWallet.LotTerms(expiresAt: .never, earnedAt: context.now),
            context.draft(
                .earn, reason: "store_credit", source: Source(.order, order.id.text), trace: trace))
        return entry.id.sequence
    }

    /// What was asked for, however its lines are ordered.
    private static func fingerprint(of input: Input) -> Digest {
        var hash = SHA256()
        hash.update(input.isStoreCredit ? "credit" : "money")
        hash.update(bigEndian: input.occurredAt?.milliseconds ?? .min)
        switch input.part {
        case .rest: hash.update("rest")
        case .amount(let amount):
            hash.update("amount")
            hash.update(bigEndian: amount)
        case .lines(let lines):
            hash.update("lines")
            for line in lines.sorted(by: { $0.id < $1.id }) {
                hash.update(bigEndian: Int64(line.id.utf8.count))
                hash.update(line.id)
                hash.update(bigEndian: line.quantity)
            }
        }
        return hash.finalize()
    }
}
