import Model
import Store

/// Tells the shop what coins and store credit paid at a checkout, where its connector records that as a payment.
///
/// A payment that was told is told again when it comes back, whatever the connector's settings say by then: else the shop's
/// own books would keep it.
enum Payments {
    /// After a hold was spent.
    static func record(_ hold: Hold, in context: CommandContext) throws {
        guard let kind = ConnectorKind(rawValue: hold.channel.rawValue),
            let settings = try context.connection.connector(kind, in: context.book.number)?.settings
        else { return }
        var recorded: [Wallet] = []
        if settings.recordsCreditPayment, hold.credits > 0 { recorded.append(.credits) }
        if settings.recordsPointsPayment, hold.coins > 0 { recorded.append(.coins) }
        guard !recorded.isEmpty else { return }
        for wallet in recorded {
            let (coins, amount) = wallet == .coins ? (hold.coins, hold.discount) : (0, hold.credits)
            try tell(.paymentRecorded, hold, wallet, coins: coins, amount: amount, in: context)
        }
        try context.transaction.markRecorded(recorded, of: hold, in: context.book.number)
    }

    /// After coins, or store credit, of a hold that was spent have come back.
    ///
    /// - Parameters:
    ///   - returned: What came back now; of credits minor units.
    ///   - left: What has not come back yet.
    static func revert(
        _ hold: Hold, _ wallet: Wallet, returned: Coins, left: Coins, in context: CommandContext
    ) throws {
        guard returned > 0,
            try context.connection.recordedPayments(of: hold, in: context.book.number).contains(wallet)
        else { return }
        // What the coins that are left take off is rounded down (rule 1.4), so that the parts add up to the whole.
        let amount =
            wallet == .coins ? worth(of: left + returned, hold) - worth(of: left, hold) : returned
        let coins = wallet == .coins ? returned : 0
        try tell(.paymentReverted, hold, wallet, coins: coins, amount: amount, in: context)
    }

    private static func worth(of coins: Coins, _ hold: Hold) -> Int64 {
        hold.coins > 0 ? Ratio.floorMultiplyDivide(hold.discount, coins, hold.coins) ?? 0 : 0
    }

    private static func tell(
        _ event: EventKind, _ hold: Hold, _ wallet: Wallet, coins: Coins, amount: Int64,
        in context: CommandContext
    ) throws {
        let action = try context.connection.checkoutReference(of: hold, in: context.book.number)
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.member("connector", hold.channel.rawValue)
        json.member("hold_id", hold.id)
        json.member("wallet", wallet.rawValue)
        if wallet == .coins { json.member("coins", coins) }
        json.member("amount", amount)
        json.member("currency", hold.currency)
        if let action {
            json.member("reference", action.reference)
            json.member("attempt", action.attempt)
        }
        if let order = hold.order { json.member("order_id", order) }
        json.endObject()
        try context.transaction.record(
            event, of: hold.customer, hold.id, detail: String(decoding: json.bytes, as: UTF8.self),
            in: context.book.number)
    }
}
