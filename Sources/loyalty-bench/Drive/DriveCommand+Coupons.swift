import Engine
import Model
import Store

/// Codes of coupons, uploaded or switched off, and quotes that become coupons (rules 6.4, 8).
extension DriveCommand {
    /// The code of the coupon that a command is about. Of one who was merged it may have stayed in the own ledger.
    func code() throws -> String {
        let (connection, book) = (context.transaction.connection, context.book.number)
        let ledger = try connection.storedCustomer(try customerID("owner"), in: book) ?? customer("owner")
        return try connection.first(
            "SELECT code FROM coupons WHERE book = $1 AND customer = $2 AND number = $3",
            .book(book), .customer(ledger.number), .integer(try fields.needed("coupon"))
        ) { $0.text(0) } ?? "NOSUCHCODE"
    }

    /// The shop has switched a cancelled code off.
    func confirm() throws -> [UInt8] {
        let owner = try customer("owner")
        let receipt = try ConfirmCancelled.run(code: try code(), in: context)
        return try DriveReply.done(receipt.coupon.state.rawValue, [], of: owner, in: context)
    }

    func addCodes() throws -> [UInt8] {
        let receipt = try AddCodes.run(
            fields.texts("codes"), to: try fields.parsed("reward", RewardID.init), in: context)
        return try DriveReply.done(
            "added", [Int64(receipt.added), Int64(receipt.duplicates), receipt.pool.left], of: try customer(),
            in: context)
    }

    /// A kept quote of the app becomes a coupon.
    func redeemQuote() throws -> [UInt8] {
        let receipt = try RedeemQuote.run(
            RedeemQuote.Input(customer: try customerID(), quote: try keptQuote()), in: context)
        let coupon = receipt.coupon
        return try DriveReply.done(
            "redeemed", [coupon.number, coupon.coins, coupon.amount, coupon.expiresAt.milliseconds],
            of: try customer(), in: context)
    }

    /// The id of the quote that the command of a serial has kept.
    func keptQuote() throws -> String {
        try context.transaction.connection.first(
            "SELECT quote FROM audit_quotes WHERE serial = $1", .integer(try fields.needed("quote"))
        ) { $0.text(0) } ?? "quote-unknown"
    }
}
