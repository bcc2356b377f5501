import Model
import Store

extension PutOrder {
    /// The bounds within which no sum of a customer's orders can overflow.
    static func check(_ input: Input, at now: Instant) throws(InvalidInput) {
        guard input.placedAt <= now.adding(milliseconds: OrderLimits.aheadMillisecondsMax) else {
            throw .field(["placed_at"], FieldCode.outOfRange, "placed_at lies more than a day ahead.")
        }
        let amounts: [(String, Int64?)] = [
            ("total", input.total), ("subtotal", input.subtotal), ("tax", input.tax),
            ("shipping", input.shipping), ("coins_discount", input.coinsDiscount),
        ]
        for (name, amount) in amounts where !(0...MoneyLimits.orderAmountMax).contains(amount ?? 0) {
            throw .field(
                [name], FieldCode.outOfRange,
                "\(name) must be from 0 to \(MoneyLimits.orderAmountMax) minor units.")
        }
        let lines = input.lines ?? []
        guard lines.count <= OrderLimits.linesMax else {
            throw .field(
                ["lines"], FieldCode.tooLong, "lines must have at most \(OrderLimits.linesMax) elements.")
        }
        guard Set(lines.map(\.id)).count == lines.count else {
            throw .field(["lines"], FieldCode.duplicate, "No two lines may have the same line_id.")
        }
        let areSound = lines.allSatisfy { line in
            (1...OrderLimits.quantityMax).contains(line.quantity)
                && (0...MoneyLimits.orderAmountMax).contains(line.amount)
                && (0...line.amount).contains(line.discount)
        }
        guard areSound else {
            throw .field(
                ["lines"], FieldCode.outOfRange,
                "A line has a quantity of at least 1, and a discount from 0 to its amount.")
        }
    }

    /// The order's award, made when the order first reaches the programme's award moment. Later changes of its amounts
    /// change no coins; refunds do.
    ///
    /// - Returns: With what to keep of an award that was made now.
    static func award(
        for order: inout Order, after returned: Returned, at occurredAt: Instant, customer: Customer,
        in context: CommandContext
    ) throws -> (AwardOutcome, AwardBasis?) {
        if order.awardSequence != nil { return (try context.snapshot.award(of: order), nil) }
        let settings = context.programme.earning(through: order.connector)
        let facts = try facts(of: order, after: returned, at: occurredAt, customer, in: context)
        let trace = { Trace.nonAward(of: facts, settings: settings) }
        guard !customer.isBlocked else {
            let detail = "The customer is blocked."
            return (
                try recordNonAward(.customerBlocked, detail, trace(), of: &order, customer, in: context), nil
            )
        }
        switch EarningRules.order(facts, settings: settings) {
        case .none(let reason, let detail):
            return (try recordNonAward(reason, detail, trace(), of: &order, customer, in: context), nil)
        case .award(let earning):
            let entry = try context.awardWithRoom(
                earning.coins, to: customer.number,
                terms: context.lotTerms(earnedAt: occurredAt, pendingDays: settings.pendingDays),
                reason: "order_\(settings.awardOn.rawValue)", source: Source(.order, order.id.text),
                trace: earning.trace, occurredAt: occurredAt)
            guard let entry else {
                let detail = "The wallet has no room for \(earning.coins) coins."
                return (
                    try recordNonAward(.balanceLimit, detail, trace(), of: &order, customer, in: context), nil
                )
            }
            order.awardSequence = entry.id.sequence
            order.awardCoins = earning.coins
            order.awardDay = facts.awardDay
            order.outcome = nil
            return (.awarded(entry), earning.basis)
        }
    }

    /// What the award is decided by, read from the order and the books.
    private static func facts(
        of order: Order, after returned: Returned, at occurredAt: Instant, _ customer: Customer,
        in context: CommandContext
    ) throws -> OrderFacts {
        let tiers = context.programme.tiers
        var tier = order.tier.flatMap { id in tiers?.levels.first { $0.id == id } }
        if tier == nil { tier = try context.snapshot.tierForEarning(of: customer, at: occurredAt) }
        let day = context.zone.localDate(at: occurredAt)
        var facts = OrderFacts(
            state: order.state, amounts: try context.amounts(of: order), lines: order.lines, tier: tier,
            tiers: tiers, placedOn: context.zone.localDate(at: order.placedAt), returned: returned,
            room: try context.snapshot.capRoom(of: customer.number, on: day))
        facts.awardDay = day
        if context.programme.governingBase(of: order.connector) != nil { facts.governedBy = order.connector }
        return facts
    }

    /// Keeps the reason, once per order and reason: a shop sends an order many times.
    private static func recordNonAward(
        _ reason: NonAwardReason, _ detail: String, _ trace: Trace, of order: inout Order,
        _ customer: Customer, in context: CommandContext
    ) throws -> AwardOutcome {
        if order.outcome != reason.rawValue {
            order.outcome = reason.rawValue
            try context.transaction.recordNonAward(
                reason, detail: detail, customerID: customer.id.text, source: Source(.order, order.id.text),
                programmeVersion: context.version.number, trace: trace.json, actor: context.actor,
                at: context.now, in: context.book.number)
        }
        return .notAwarded(reason, detail: detail)
    }
}

extension InvalidInput {
    /// One fault that only the books could find; `path` leads to it from the body's root.
    static func field(_ path: [String], _ code: String, _ detail: String) -> InvalidInput {
        let pointer = path.reduce(JSONPointer.root) { JSONPointer.appending($1, to: $0) }
        return InvalidInput(FieldError(pointer: pointer, code: code, detail: detail))
    }
}
