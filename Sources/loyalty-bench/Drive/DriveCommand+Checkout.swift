import Engine
import Model
import Store

/// Kept quotes, holds and what connectors do at checkout (rules 6.4, 7).
extension DriveCommand {
    private func cart() throws -> QuoteRequest {
        var wanted = QuoteRequest.Wanted.most
        if let coins = fields.number("coins") { wanted = .coins(coins) }
        if let discount = fields.number("discount") { wanted = .discount(discount) }
        return QuoteRequest(
            channel: try fields.parsed("channel", Channel.init(rawValue:)), total: try fields.needed("total"),
            subtotal: try fields.needed("subtotal"), wanted: wanted,
            wallets: fields.optionalText("wallets").flatMap(QuoteRequest.Wallets.init))
    }

    /// Keeps a quote, under the serial of its command: its id is nothing that anybody could foresee.
    func keepQuote() throws -> [UInt8] {
        let input = CreateQuote.Input(
            customer: try customerID(), request: try cart(), currency: try fields.text("currency"))
        let receipt = try CreateQuote.run(input, in: context)
        try context.transaction.connection.run(
            "INSERT OR REPLACE INTO audit_quotes (serial, quote) VALUES ($1, $2)",
            .integer(try fields.needed("n")), .text(receipt.id))
        let quote = receipt.quote
        return try DriveReply.done(
            "kept:\(quote.ineligibility?.code ?? "eligible")",
            [quote.discount, quote.coins, quote.credits, receipt.expiresAt.milliseconds],
            of: try customer(), in: context)
    }

    func hold() throws -> [UInt8] {
        let basis: OpenHold.Basis
        if fields.number("quote") != nil {
            basis = .quote(try keptQuote())
        } else {
            basis = .cart(try cart(), currency: try fields.text("currency"))
        }
        let input = OpenHold.Input(customer: try customerID(), basis: basis)
        return try answer(try OpenHold.run(input, in: context).hold)
    }

    func commit() throws -> [UInt8] {
        let input = CommitHold.Input(
            hold: try fields.needed("hold"), order: try fields.optional("order", OrderID.init))
        return try answer(try CommitHold.run(input, in: context).hold)
    }

    func release() throws -> [UInt8] {
        let input = ReleaseHold.Input(
            hold: try fields.needed("hold"), coins: fields.number("coins"), credits: fields.number("credits"))
        return try answer(try ReleaseHold.run(input, in: context).hold)
    }

    func performCheckout() throws -> [UInt8] {
        let input = PerformCheckout.Input(
            customer: try customerID(), request: try cart(), currency: try fields.text("currency"),
            reference: fields.optionalText("reference"), attempt: fields.number("attempt") ?? 1,
            order: try fields.optional("order", OrderID.init), isFinal: fields.flag("final") ?? false)
        let receipt = try PerformCheckout.run(input, in: context)
        return try answer(receipt.hold, word: receipt.isRepeated ? "again:" : "")
    }

    func revertCheckout() throws -> [UInt8] {
        let input = RevertCheckout.Input(
            connector: try fields.parsed("channel", Channel.init(rawValue:)), customer: try customerID(),
            reference: fields.optionalText("reference"), attempt: fields.number("attempt") ?? 1,
            total: fields.number("total"), coins: fields.number("back"))
        let receipt = try RevertCheckout.run(input, in: context)
        guard let hold = receipt.hold else {
            return try DriveReply.done("marked", [], of: try customer(), in: context)
        }
        return try answer(hold, word: "back:", [receipt.returned, receipt.returnedCredits])
    }

    func block() throws -> [UInt8] {
        let isBlocked = fields.flag("blocked") ?? true
        let customer = try BlockCustomer.run(
            try customerID(), isBlocked: isBlocked, reason: "auditor", in: context)
        return try DriveReply.done(isBlocked ? "blocked" : "unblocked", [], of: customer, in: context)
    }

    private func answer(_ hold: Hold, word: String = "", _ more: [Int64] = []) throws -> [UInt8] {
        let owner = try context.snapshot.customer(context.snapshot.customerID(of: hold.customer))
        return try DriveReply.done(
            word + hold.state.rawValue, [hold.number, hold.coins, hold.credits, hold.discount] + more,
            of: owner, in: context)
    }
}
