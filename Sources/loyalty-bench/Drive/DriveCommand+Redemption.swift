import Engine
import Model

extension DriveCommand {
    /// What a cart could be taken off; keeps nothing.
    func quote() throws -> [UInt8] {
        let customer = try customer()
        try Settle.run(customer.number, in: context)
        var wanted = QuoteRequest.Wanted.most
        if let coins = fields.number("coins") { wanted = .coins(coins) }
        if let discount = fields.number("discount") { wanted = .discount(discount) }
        let request = QuoteRequest(
            channel: try fields.parsed("channel", Channel.init(rawValue:)), total: try fields.needed("total"),
            subtotal: try fields.needed("subtotal"), wanted: wanted,
            wallets: fields.optionalText("wallets").flatMap(QuoteRequest.Wallets.init))
        let quote = try context.snapshot.quote(request, for: customer)
        let reason = quote.ineligibility?.code ?? "eligible"
        let limits = quote.limitedBy.map(\.code.rawValue).joined(separator: ",")
        return try DriveReply.done(
            "\(reason):\(limits)",
            [quote.discount, quote.coins, quote.credits, quote.payable, quote.ineligibility?.shortfall ?? -1]
                + quote.limitedBy.flatMap { [$0.allows, $0.liftedBy ?? -1] }, of: customer, in: context)
    }
}
