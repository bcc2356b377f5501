package import Model

extension OpenWallet {
    /// Moves the last day of lots that have coins left, where `date` gives a later one; never to an earlier (rule 4.3).
    ///
    /// The new date is the lot's own: a grace counts from it.
    ///
    /// - Parameters:
    ///   - due: Only lots that lapse by then; nil for all, pending ones included.
    ///   - date: A lot's date under the policy.
    /// - Returns: Whether any lot was lengthened.
    package func lengthen(lotsDueBy due: Instant? = nil, date: (Lot) -> Instant) throws -> Bool {
        var isLengthened = false
        for lot in try connection.openLots(of: customer, wallet: wallet, in: book, dueBy: due ?? .never) {
            let later = date(lot)
            guard later > lot.expiresAt else { continue }
            try connection.run(
                """
                UPDATE lots SET expires_at = $5, original_expires_at = $5
                WHERE book = $1 AND customer = $2 AND wallet = $3 AND lot = $4
                """,
                .book(book), .customer(customer), wallet.column, .integer(lot.sequence), .instant(later))
            isLengthened = true
        }
        if isLengthened { transaction.touch(customer) }
        return isLengthened
    }
}

extension Connection {
    /// The lots with coins left that lapse by an instant, pending ones included; ``Instant/never`` is among them only
    /// in that no lot that never lapses is.
    func openLots(
        of customer: CustomerNumber, wallet: Wallet, in book: BookNumber, dueBy due: Instant
    ) throws -> [Lot] {
        try all(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at
            FROM lots INDEXED BY lots_open
            WHERE book = $1 AND customer = $2 AND wallet = $3 AND is_pending IN (0, 1) AND remaining > 0
                AND expires_at <= $4 AND expires_at < 9223372036854775807
            """, .book(book), .customer(customer), wallet.column, .instant(due), map: Self.lot)
    }
}
