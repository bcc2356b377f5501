package import Model

/// A run of customers of one book, by their numbers.
package struct CustomerRange: Sendable, Hashable {
    package let book: BookNumber
    /// The first is the one after this.
    package let after: CustomerNumber
    package let through: CustomerNumber

    package init(book: BookNumber, after: CustomerNumber, through: CustomerNumber) {
        self.book = book
        self.after = after
        self.through = through
    }

    fileprivate var values: (SQLValue, SQLValue, SQLValue) {
        (.book(book), .customer(after), .customer(through))
    }
}

/// The reads of `verify`: everything of a run of customers, one statement a table, each row in the order in which it
/// lies.
extension Connection {
    /// The customer number at which a run of some customers ends; nil where fewer are left.
    ///
    /// Runs end at wallets or at customers, whichever are denser, so that a run is never much longer than wanted. What
    /// has no wallet lies in one of the runs all the same.
    package func endOfRange(
        after customer: CustomerNumber, in book: BookNumber, customers count: Int
    ) throws -> CustomerNumber? {
        let byWallet = try first(
            """
            SELECT customer FROM wallets WHERE book = $1 AND customer > $2 AND wallet = 1
            ORDER BY customer LIMIT 1 OFFSET $3
            """, .book(book), .customer(customer), .count(count - 1)
        ) { CustomerNumber($0.integer(0)) }
        let byCustomer = try first(
            """
            SELECT customer FROM customers INDEXED BY customers_by_number WHERE customer > $1
            ORDER BY customer LIMIT 1 OFFSET $2
            """, .customer(customer), .count(count - 1)
        ) { CustomerNumber($0.integer(0)) }
        return [byWallet, byCustomer].compactMap { $0 }.min { $0.number < $1.number }
    }

    /// How many wallets a book has; for progress.
    package func walletCount(in book: BookNumber) throws -> Int64 {
        try first("SELECT count(*) FROM wallets WHERE book = $1 AND wallet = 1", .book(book)) {
            $0.integer(0)
        } ?? 0
    }

    /// Everything of a run of customers, by their numbers; those without any row in the books are left out.
    package func books(of range: CustomerRange) throws -> [CustomerBooks] {
        let shelf = Shelf()
        try readWallets(of: range, into: shelf)
        try readEntries(of: range, into: shelf)
        try readLots(of: range, into: shelf)
        try readParts(of: range, into: shelf)
        try readCoupons(of: range, into: shelf)
        try readOrders(of: range, into: shelf)
        try readTriggers(of: range, into: shelf)
        shelf.isComplete = true
        try readHolds(of: range, into: shelf)
        try readStandings(of: range, into: shelf)
        try readPeople(of: range, into: shelf)
        return shelf.all
    }

    private func readWallets(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        try each(
            """
            SELECT available, pending, held, lifetime_earned, lifetime_spent, lifetime_expired, sequence, chain,
                next_due_at, updated_at, customer, wallet
            FROM wallets WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            shelf.put(row.integer(10), wallet: row.integer(11)) { books in
                guard let chain = row.digest(7) else { return books.isRowSound = false }
                var wallet = WalletRow(amounts: row)
                wallet.chain = chain
                wallet.nextDueAt = row.instant(8)
                wallet.updatedAt = row.instant(9)
                books.row = wallet
            }
            return true
        }
    }

    /// The entries, each held against its chain value as it is read.
    private func readEntries(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        var chain = EntryChain.Check(book: range.book)
        try each(
            """
            SELECT customer, wallet, sequence, kind, coins, available_change, pending_change, available_after,
                pending_after, held_after, reason, note, source_kind, source_reference, programme_version, actor,
                reverses, occurred_at, recorded_at, trace, chain, note_salt, note_digest, earned_after, spent_after,
                expired_after
            FROM entries WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            guard let entry = chain.next(row) else {
                shelf.notSound(row.integer(0), "entry \(row.integer(2)) is not sound")
                return true
            }
            shelf.put(row.integer(0), wallet: row.integer(1)) { $0.entries.append(entry) }
            return true
        }
    }

    private func readLots(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        try each(
            """
            SELECT lot, coins, remaining, held, is_pending, available_at, expires_at, original_expires_at, earned_at,
                customer, wallet
            FROM lots WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            shelf.put(row.integer(9), wallet: row.integer(10)) { $0.lots.append(Self.lot(row)) }
            return true
        }
    }

    /// What debits took from lots, what came back to them, and what holds keep of them.
    private func readParts(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        try each(
            """
            SELECT customer, wallet, sequence, lot, coins FROM spent_lots
            WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            let part = SpentLot(sequence: row.integer(2), lot: row.integer(3), coins: row.integer(4))
            shelf.put(row.integer(0), wallet: row.integer(1)) { $0.spentLots.append(part) }
            return true
        }
        try each(
            """
            SELECT customer, wallet, spent, lot, sequence, coins FROM returned_lots
            WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            let part = ReturnedLot(
                spent: row.integer(2), lot: row.integer(3), sequence: row.integer(4), coins: row.integer(5))
            shelf.put(row.integer(0), wallet: row.integer(1)) { $0.returnedLots.append(part) }
            return true
        }
        try each(
            """
            SELECT customer, wallet, sequence, coins FROM held_lots
            WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            shelf.put(row.integer(0), wallet: row.integer(1)) {
                $0.heldSums[row.integer(2), default: 0] += row.integer(3)
            }
            return true
        }
    }

    private func readCoupons(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        try each(
            """
            SELECT customer, number, code, reward, kind, amount, currency, coins, minimum_cart, state,
                returns_coins, created_at, expires_at, used_at, used_order, ended_at, return_sequence,
                programme_version, basis_points, product, is_published
            FROM coupons WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            shelf.put(row.integer(0)) { $0.coupons.append(try Self.coupon(row)) }
            return true
        }
    }

    private func readOrders(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        try each(
            """
            SELECT customer, order_id, state, counted_spend, award_sequence, award_coins
            FROM orders INDEXED BY orders_by_customer
            WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            let award = OrderAward(
                order: row.text(1), countedSpend: row.integer(3), awardSequence: row.optionalInteger(4),
                awardCoins: row.optionalInteger(5))
            shelf.put(row.integer(0)) { $0.orders.append(award) }
            return true
        }
        try each(
            """
            SELECT customer, order_id, wallet, sequence, coins, discount, returned FROM order_redemptions
                INDEXED BY order_redemptions_by_entry
            WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            shelf.put(row.integer(0)) { books in
                guard let order = OrderID(row.text(1)), let wallet = Wallet(column: row.integer(2)) else {
                    throw StoreError(kind: .corrupt, message: "a redemption of an order is not sound")
                }
                books.redemptions.append(
                    OrderRedemption(
                        order: order, customer: books.customer,
                        entry: TransactionID(wallet: wallet, sequence: row.integer(3)),
                        coins: row.integer(4), discount: row.integer(5), returned: row.integer(6)))
            }
            return true
        }
    }

    private func readTriggers(of range: CustomerRange, into shelf: Shelf) throws {
        let (book, after, through) = range.values
        try each(
            """
            SELECT customer, trigger_id, sequence FROM trigger_awards
            WHERE book = $1 AND customer > $2 AND customer <= $3
            """, book, after, through
        ) { row in
            let award = TriggerAward(trigger: row.text(1), sequence: row.integer(2))
            shelf.put(row.integer(0)) { $0.triggers.append(award) }
            return true
        }
    }
}
